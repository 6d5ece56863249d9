// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Text;
import io.vfio4j.cli.serve.ServedFunctions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tells the story of the demo to somebody who has never heard of PASID. */
final class DemoTranscript {
    private static final int INDENT = 3;

    private final Console console;
    private int step;

    DemoTranscript(Console console) {
        this.console = console;
    }

    void introduction() {
        console.heading("vfio demo: a device's PASID, and how a program gets to know of it");
        text("A device that works for several processes at once marks every access to memory with a number, the PASID"
                + " (process address space id); the IOMMU then looks the address up in the tables of that process. A"
                + " device says that it can do this with 8 bytes in its configuration space: its PASID capability.");
        text("Programs such as QEMU drive devices through Linux's VFIO, and VFIO hides that capability. So the program"
                + " has to ask for a report. Watch the capability missing from the list, the report that comes"
                + " instead, and what the hardware really has.");
    }

    void served(Path folder, List<ServedFunctions.Served> functions) {
        step("A device is served, without hardware");
        text(("Process %d, this one, serves a made-up accelerator the way Linux's vfio-pci shows a real "
                        + "one. Its sockets in %s:")
                .formatted(ProcessHandle.current().pid(), folder));
        console.line("");
        for (ServedFunctions.Served served : functions) {
            String name = String.valueOf(served.socket().getFileName());
            String what = served.function().virtual()
                    ? "its virtual function (VF), a share of it for a guest"
                    : "the device, a physical function (PF)";
            console.line("      %-12s  %s".formatted(name, what));
        }
    }

    void list(long process, Probed seen) {
        step("Another process reads the PF's list of capabilities");
        command(process, "pf.sock");
        console.line("");
        List<Probed.Listed> all = seen.capabilities();
        int half = (all.size() + 1) / 2;
        for (int i = 0; i < half; i++) {
            String right = i + half < all.size() ? entry(all.get(i + half)) : "";
            console.line("      %-36s %s".formatted(entry(all.get(i)), right).stripTrailing());
        }
        text("%d capabilities, and PASID is not among them.".formatted(all.size()));
    }

    void report(Probed seen) {
        step("The same process asks the PF for the report");
        text("The ioctl is VFIO_DEVICE_FEATURE; over a socket it is a message. The answer:");
        answer(seen);
        text("Four bytes: two with a flag each for execute permission and privileged mode, then the width of a PASID in"
                + " bits, then a spare one. So the device can tell %,d address spaces apart, and the list of"
                        .formatted(1L << seen.pasid().width())
                + " capabilities did not have to change.");
    }

    void virtual(long process, Probed seen) {
        step("A third process asks the VF");
        command(process, "pf.sock.vf0");
        text("Its list has %d capabilities, without PASID as well. Its report:"
                .formatted(seen.capabilities().size()));
        answer(seen);
        text("The same as its PF's: a VF has no PASID capability of its own, it shares the one of its PF.");
    }

    void hardware(long process, Probed hardware, Probed shown) {
        step("What the hardware really has");
        text("The PF once more, now its bare registers, as `vfio serve --expose hardware` offers them:");
        command(process, "pf.sock");
        console.line("");
        console.line("      %-36s %s".formatted("in the hardware", "through VFIO"));
        for (Probed.Listed listed : hardware.capabilities()) {
            boolean there = shown.capabilities().contains(listed);
            console.line("      %-36s %s".formatted(entry(listed), there ? "listed" : "-"));
        }
        Optional<Probed.Listed> pasid = DemoCheck.pasid(hardware);
        pasid.ifPresent(found ->
                text(("PASID is there, at 0x%03x, and says the same as the report: %d bits. VFIO only makes the"
                                + " capability before it point to the one behind it.")
                        .formatted(found.offset(), hardware.pasid().width())));
        text("Why hide it? Older virtual machine monitors give their guest every capability that they find, so a guest"
                + " would see PASID under a monitor that cannot support it. And a VF has none that could be shown."
                + " With the report, a monitor that understands PASID builds the capability for its guest itself.");
    }

    void end() {
        console.line("");
        console.heading("All of this was checked: the other processes' answers agree with the registers.");
        console.line("");
        console.line("   Serve it yourself       vfio serve --vfs 1");
        console.line("   Then, elsewhere         vfio probe TARGET     vfio config TARGET --map");
        console.line("   Which report is best?   vfio matrix");
        console.line("   The whole story         docs/pasid.md");
    }

    private void step(String title) {
        step++;
        console.line("");
        console.heading("%d. %s".formatted(step, title));
    }

    private void text(String paragraph) {
        console.line("");
        console.lines(Text.wrap(paragraph, INDENT));
    }

    private void command(long process, String socket) {
        console.line("");
        console.line("   $ vfio probe vfio-user:.../%-14s (process %d)".formatted(socket, process));
    }

    private void answer(Probed seen) {
        console.line("");
        console.lines(Text.wrap("      ", "      ", seen.pasid().text()));
    }

    private static String entry(Probed.Listed listed) {
        return Text.fit("0x%03x  %s".formatted(listed.offset(), listed.name()), 36);
    }
}
