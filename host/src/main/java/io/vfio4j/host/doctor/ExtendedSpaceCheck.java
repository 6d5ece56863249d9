// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.UnreadRegisters;
import io.vfio4j.host.sysfs.FunctionConfig;
import io.vfio4j.pci.ConfigSpace;
import java.util.Optional;

/** Checks that the function has extended capabilities, beginning with one at 0x100. */
final class ExtendedSpaceCheck extends FunctionCheck {
    ExtendedSpaceCheck() {
        super(
                "extended-space",
                "Extended capabilities",
                "PASID is an extended capability; kernel and VMMs see none when the header at 0x100 is 0.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        FunctionConfig config = subject.function().config();
        if (!config.complete()) {
            return Optional.of(UnreadRegisters.diagnosis(machine, subject.function(), subject));
        }
        if (config.express().isEmpty()) {
            return Optional.of(Diagnosis.problem(
                    "no PCI Express capability",
                    machine.guest()
                            ? "put the function behind a PCIe root port of a q35 machine, not on a PCI bus"
                            : "nothing to be changed in software: PASID is for PCI Express functions"));
        }
        if (config.cutOff()) {
            return Optional.of(Diagnosis.problem(
                    "a configuration space of 256 bytes, although it has a PCI Express capability", next(machine)));
        }
        int header = config.space().u32(ConfigSpace.CONVENTIONAL_SIZE);
        return Optional.of(
                header == 0
                        ? Diagnosis.problem(
                                "the header at 0x100 is 0: the list of extended capabilities is empty",
                                machine.guest()
                                        ? "the VMM has taken all capabilities away: let it emulate one at 0x100"
                                        : "is the function in a low power state? read it again after using it")
                        : Diagnosis.ok("%d in the list, the first one is 0x%04x"
                                .formatted(config.capabilities().extended().size(), header & 0xffff)));
    }

    /** Says how to reach the other 3840 bytes: on x86 only through memory, which the kernel must know to do. */
    static String next(Machine machine) {
        boolean withoutMmconfig = !machine.builtWith("PCI_MMCONFIG").orElse(true)
                && machine.builtWith("X86").orElse(false);
        if (withoutMmconfig) {
            return "boot a kernel that has CONFIG_PCI_MMCONFIG=y; this one has not";
        }
        return machine.guest()
                ? "use a q35 machine: it has MMCONFIG"
                : "look for MMCONFIG in the kernel's log, and for a conventional PCI bridge above it";
    }
}
