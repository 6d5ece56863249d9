// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.LspciDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares what the guest's Linux sees of a served function with what is served: the capability lists, then every byte.
 * What QEMU, the firmware or Linux change by design is in a table of differences; anything else is a failure.
 *
 * <pre>java lab.CompareAttached NAME SERVED.lspci GUEST.bin DIFFERENCES</pre>
 */
final class CompareAttached {
    /** PCI_EXT_CAP_NEXT_MASK */
    private static final int NEXT = 0xffc00000;

    private final String name;
    private final ConfigSpace served;
    private final ConfigSpace seen;
    private final Differences differences;
    private final ConfigOwner owner;

    private CompareAttached(String name, ConfigSpace served, ConfigSpace seen, Differences differences) {
        this.name = name;
        this.served = served;
        this.seen = seen;
        this.differences = differences;
        this.owner = new ConfigOwner(served);
    }

    public static void main(String[] arguments) throws IOException {
        ConfigSpace served = LspciDump.parse(Files.readString(Path.of(arguments[1])))
                .getFirst()
                .config();
        ConfigSpace seen = ConfigSpace.of(Files.readAllBytes(Path.of(arguments[2])));
        CompareAttached comparison =
                new CompareAttached(arguments[0], served, seen, Differences.read(Path.of(arguments[3])));
        comparison.lists();
        comparison.bytes();
    }

    private void lists() {
        Set<String> explained = new LinkedHashSet<>();
        List<String> expected = new ArrayList<>();
        for (Capability capability : owner.capabilities()) {
            if (capability.extended() && seen.size() == ConfigSpace.CONVENTIONAL_SIZE && conventional()) {
                explained.add("no extended space for a function without PCI Express");
            } else if (differences.hides(capability)) {
                explained.add("QEMU hides " + capability.name());
            } else {
                expected.add(text(capability));
            }
        }
        List<String> actual = CapabilityList.of(seen).all().stream()
                .map(CompareAttached::text)
                .toList();
        if (expected.equals(actual)) {
            report(
                    "ok",
                    "all %d capabilities are where they are served%s".formatted(actual.size(), because(explained)));
        } else {
            report("fail", "capabilities: served %s, in the guest %s".formatted(expected, actual));
        }
    }

    private boolean conventional() {
        return owner.capabilities().stream().noneMatch(capability -> capability.is(CapabilityId.EXP));
    }

    private void bytes() {
        int equal = 0;
        Set<String> explained = new LinkedHashSet<>();
        List<String> unexplained = new ArrayList<>();
        int size = Math.min(served.size(), seen.size());
        ConfigSpace expected = relinked();
        for (int offset = 0; offset < size; offset++) {
            int is = seen.u8(offset);
            int ours = expected.u8(offset);
            if (ours != served.u8(offset)) {
                explained.add("lists skip what is hidden");
            }
            if (is == ours) {
                equal++;
                continue;
            }
            String what = "%s: %02x->%02x".formatted(differences.describe(owner, offset), ours, is);
            Set<String> reasons = differences.reasons(owner, offset, is, ours);
            if (reasons.isEmpty()) {
                unexplained.add("0x%03x, %s".formatted(offset, what));
            } else {
                explained.addAll(reasons);
                report("at", "difference %s: %s".formatted(what, String.join(", ", reasons)));
            }
        }
        if (unexplained.isEmpty()) {
            report("ok", "%d of %d bytes equal%s".formatted(equal, size, because(explained)));
        } else {
            report("fail", "%d bytes differ without a reason: %s".formatted(unexplained.size(), unexplained));
        }
    }

    /** What is served, with each next pointer of a shown extended capability leading to the next one that is shown. */
    private ConfigSpace relinked() {
        ConfigSpace expected = served.copy();
        int next = 0;
        for (Capability capability : owner.capabilities().reversed()) {
            if (capability.extended() && !differences.hides(capability)) {
                int header = served.u32(capability.offset());
                expected.setU32(capability.offset(), header & ~NEXT | next << 20);
                next = capability.offset();
            }
        }
        return expected;
    }

    private static String because(Set<String> reasons) {
        return reasons.isEmpty() ? "" : "; else: " + String.join(", ", reasons);
    }

    private static String text(Capability capability) {
        return "%s@%03x".formatted(capability.name(), capability.offset());
    }

    private void report(String verdict, String detail) {
        System.out.printf("LAB %s %s %s%n", verdict, name, detail);
    }
}
