// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.examination.UnreadRegisters;
import io.vfio4j.host.sysfs.SysfsFunction;
import java.util.List;
import java.util.Optional;

/** Checks that there is a function to examine at all, and that none escapes because it cannot be read. */
final class FunctionsCheck extends MachineCheck {
    private final List<SysfsFunction> all;
    private final List<SysfsFunction> unread;
    private final boolean examined;

    /**
     * Checks all functions of a machine.
     *
     * @param all the machine's functions
     * @param examined true when one of them at least is examined
     */
    FunctionsCheck(List<SysfsFunction> all, boolean examined) {
        super(
                "functions",
                "Functions with PASID",
                "Only a function with a PASID capability can tag its requests with a PASID.");
        this.all = List.copyOf(all);
        this.examined = examined;
        unread = all.stream().filter(function -> !function.config().complete()).toList();
    }

    /** Tells whether there is something to say: nothing when some are examined and all can be read. */
    boolean concerned() {
        return !examined || !unread.isEmpty();
    }

    @Override
    public Diagnosis examine(Machine machine) {
        if (!unread.isEmpty()) {
            UnreadRegisters first = UnreadRegisters.of(machine, unread.getFirst());
            String read = "the registers of %d of %d functions cannot be read; %s: %s"
                    .formatted(unread.size(), all.size(), unread.getFirst(), first.read());
            return first.unknown(
                    examined || unread.size() == all.size()
                            ? read
                            : read + "; none of the others has a PASID capability or is bound to a VFIO driver",
                    Optional.empty());
        }
        long cutOff =
                all.stream().filter(function -> function.config().cutOff()).count();
        if (cutOff > 0) {
            return Diagnosis.problem(
                    "%d PCI Express functions have a configuration space of 256 bytes, without extended capabilities"
                            .formatted(cutOff),
                    ExtendedSpaceCheck.next(machine));
        }
        return Diagnosis.problem(
                "none of %d functions has a PASID capability or is bound to a VFIO driver".formatted(all.size()),
                machine.guest()
                        ? "let the VMM give this guest a function with PASID, behind a root port"
                        : "nothing to be changed in software: this needs a device that has PASID");
    }
}
