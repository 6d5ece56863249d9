// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.Registers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects the objections to binding functions to a VFIO driver together. */
final class BindObjections {
    private static final int HEADER = 64;
    private static final int HOST_BRIDGE = 0x0600;
    private static final int ISA_BRIDGE = 0x0601;
    private static final int PCI_BRIDGE = 0x0604;

    private final SystemTree tree;
    private final String driver;
    private final List<String> reasons = new ArrayList<>();
    private boolean impossible;

    BindObjections(SystemTree tree, List<SysfsFunction> functions, String driver) {
        this.tree = tree;
        this.driver = driver;
        if (!tree.exists(BindingFiles.DRIVERS + driver)) {
            reasons.add("the driver %1$s is not loaded: modprobe %1$s".formatted(driver));
            impossible = true;
        }
        List<SysfsFunction> others =
                functions.stream().filter(function -> !isBound(function)).toList();
        if (others.isEmpty()) {
            return;
        }
        HostUse host = new HostUse(tree);
        reasons.addAll(host.blindness());
        Set<String> together = new HashSet<>();
        functions.forEach(function -> together.add(function.toString()));
        for (SysfsFunction function : others) {
            bridge(function);
            host.of(function).forEach(use -> reasons.add("%s: %s".formatted(function, use)));
            group(function, together);
        }
    }

    /** Returns the objections, each in words without a full stop; none when nothing speaks against it. */
    List<String> reasons() {
        return reasons;
    }

    /** Tells whether the kernel would refuse it, too. */
    boolean impossible() {
        return impossible;
    }

    private boolean isBound(SysfsFunction function) {
        return function.driver().equals(Optional.of(driver));
    }

    /** Objects to bridges: vfio_pci_core_register_device takes any header of type 0, whatever the class says. */
    private void bridge(SysfsFunction function) {
        int classCode = function.identity().classCode() >>> 8;
        if (headerType(function).map(type -> type != 0).orElse(classCode == PCI_BRIDGE)) {
            reasons.add("%s is a bridge, which VFIO gives to nobody".formatted(function));
            impossible = true;
        } else if (classCode == HOST_BRIDGE || classCode == ISA_BRIDGE) {
            reasons.add("%s is the %s bridge: the host needs it"
                    .formatted(function, classCode == HOST_BRIDGE ? "host" : "ISA"));
        }
    }

    /**
     * Reads the header type; empty when it cannot be read, as of a function in D3cold, whose command and status read
     * all ones.
     */
    private Optional<Integer> headerType(SysfsFunction function) {
        byte[] header = tree.content(function.path() + "/config", HEADER).bytes();
        boolean readable = header.length == HEADER && (header[4] & header[5] & header[6] & header[7]) != -1;
        return readable ? Optional.of(header[Registers.HEADER_TYPE] & Registers.HEADER_TYPE_MASK) : Optional.empty();
    }

    private void group(SysfsFunction function, Set<String> together) {
        Optional<Integer> number = function.iommuGroup();
        if (number.isEmpty()) {
            reasons.add("%s is in no IOMMU group: no IOMMU would keep it in check".formatted(function));
            return;
        }
        for (String member : IommuGroup.read(tree, number.get()).members()) {
            if (!together.contains(member)) {
                SysfsFunction.named(tree, member)
                        .flatMap(VfioDrivers::hostDriver)
                        .ifPresent(name -> reasons.add(
                                ("%1$s shares group %2$d with %3$s, which %4$s uses: bind both, or echo %3$s "
                                                + "> %5$s%4$s/unbind")
                                        .formatted(function, number.get(), member, name, BindingFiles.DRIVERS)));
            }
        }
    }
}
