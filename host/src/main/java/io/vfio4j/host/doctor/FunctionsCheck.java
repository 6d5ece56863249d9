// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Diagnosis;
import io.vfio4j.host.diagnosis.Machine;
import io.vfio4j.host.diagnosis.MachineCheck;
import io.vfio4j.host.diagnosis.UnreadRegisters;
import io.vfio4j.host.sysfs.SysfsFunction;
import java.util.List;

/**
 * There is a function to examine at all, and none escapes because it cannot be read.
 *
 * @param all of the machine
 * @param unread those whose registers are not all known
 * @param examined whether any is examined
 */
record FunctionsCheck(List<SysfsFunction> all, List<SysfsFunction> unread, boolean examined) implements MachineCheck {
    FunctionsCheck {
        all = List.copyOf(all);
        unread = List.copyOf(unread);
    }

    static FunctionsCheck of(List<SysfsFunction> all, boolean examined) {
        return new FunctionsCheck(
                all,
                all.stream().filter(function -> !function.config().complete()).toList(),
                examined);
    }

    /** Whether there is something to say: nothing, when some are examined and all can be read. */
    boolean concerned() {
        return !examined || !unread.isEmpty();
    }

    @Override
    public String id() {
        return "functions";
    }

    @Override
    public String title() {
        return "Functions with PASID";
    }

    @Override
    public String why() {
        return "Only a function with a PASID capability can tag its requests with a PASID.";
    }

    @Override
    public Diagnosis examine(Machine machine) {
        if (!unread.isEmpty()) {
            UnreadRegisters first = UnreadRegisters.of(machine, unread.getFirst());
            String read = "the registers of %d of %d functions cannot be read; %s: %s"
                    .formatted(unread.size(), all.size(), unread.getFirst(), first.read());
            return Diagnosis.unknown(
                    examined || unread.size() == all.size()
                            ? read
                            : read + "; none of the others has a PASID capability or is bound to a VFIO driver",
                    first.next("vfio doctor"));
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
