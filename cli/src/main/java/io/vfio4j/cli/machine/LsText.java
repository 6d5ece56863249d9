// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Table;
import io.vfio4j.cli.console.Text;
import io.vfio4j.host.sysfs.FunctionConfig;
import io.vfio4j.host.sysfs.FunctionIdentity;
import io.vfio4j.host.sysfs.Inventory;
import io.vfio4j.host.sysfs.VirtualFunctionCount;
import io.vfio4j.pci.ClassName;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.Iterator;
import java.util.List;

/** The inventory as a table of 80 columns. */
final class LsText {
    private static final String[] HEADS = {"ADDRESS", "CLASS", "ID", "DRIVER", "GROUP", "VFIO", "SR-IOV", "ATS", "PASID"
    };
    private static final int CLASS_COLUMN = 1;
    private static final int DRIVER_COLUMN = 3;

    private LsText() {}

    static void write(List<Inventory.Entry> entries, Console console) {
        Table table = new Table(HEADS, DRIVER_COLUMN, CLASS_COLUMN);
        boolean hidden = false;
        for (Inventory.Entry entry : entries) {
            table.add(cells(entry));
            hidden |= !entry.pasid().readable();
        }
        Iterator<String> lines = table.lines().iterator();
        console.heading(lines.next());
        lines.forEachRemaining(console::line);
        console.line("");
        console.line("GROUP +n: n more functions in it. SR-IOV n/m: n virtual functions of m.");
        console.line("PASID: bits, X execute, P privileged, on or off; 'PF': as its PF says.");
        if (hidden) {
            console.line("?: unread: that needs root, a kernel that reaches it, a function that answers.");
        }
    }

    private static String[] cells(Inventory.Entry entry) {
        FunctionIdentity identity = entry.function().identity();
        return new String[] {
            entry.function().toString(),
            ClassName.of(identity.classCode()),
            "%04x:%04x".formatted(identity.vendor(), identity.device()),
            Text.printable(identity.driver().orElse("-")),
            group(entry),
            Text.printable(entry.vfioDevice().orElse("-")),
            sriov(entry),
            ats(entry.config()),
            pasid(entry)
        };
    }

    private static String group(Inventory.Entry entry) {
        int others = entry.companionCount();
        return entry.group()
                .map(number -> others == 0 ? Integer.toString(number) : number + "+" + others)
                .orElse("-");
    }

    private static String sriov(Inventory.Entry entry) {
        if (entry.physicalFunction().isPresent()) {
            return "VF";
        }
        VirtualFunctionCount count = entry.function().virtualFunctionCount();
        return count.possible() == 0 ? "-" : "%d/%d".formatted(count.existing(), count.possible());
    }

    private static String ats(FunctionConfig config) {
        if (!config.extendedComplete()) {
            return "?";
        }
        return config.atsEnabled().map(enabled -> enabled ? "on" : "off").orElse("-");
    }

    private static String pasid(Inventory.Entry entry) {
        String source = entry.physicalFunction().isPresent() ? "PF " : "";
        if (!entry.pasid().readable()) {
            return source + "?";
        }
        return entry.pasid()
                .structure()
                .map(structure -> source + pasid(structure))
                .orElse("-");
    }

    private static String pasid(PasidStructure structure) {
        return "%d%s%s %s"
                .formatted(
                        structure.capability().width(),
                        structure.capability().execute() ? "X" : "",
                        structure.capability().privileged() ? "P" : "",
                        structure.control().enabled() ? "on" : "off");
    }
}
