// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import java.util.Optional;

/** Checks that the function may hold translations. */
final class AtsCheck extends FunctionCheck {
    AtsCheck() {
        super(
                "ats",
                "Address translation service",
                "Shared virtual addresses need ATS; PASIDs of mappings made by VFIO do without, only slower.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        if (!subject.function().config().extendedComplete()) {
            return Optional.empty();
        }
        Optional<Boolean> enabled = subject.function().config().atsEnabled();
        if (enabled.isEmpty()) {
            return Optional.of(Diagnosis.warning("no ATS capability", "nothing to be changed in software"));
        }
        if (enabled.get()) {
            return Optional.of(Diagnosis.ok("enabled"));
        }
        if (machine.commandLine().has("pci", "noats")) {
            return Optional.of(Diagnosis.warning(
                    "not enabled: pci=noats on the kernel's command line",
                    "take noats out of pci= on the kernel's command line and boot again"));
        }
        if (!machine.translating()) {
            return Optional.of(Diagnosis.warning("not enabled", "get the IOMMU on first, as told above"));
        }
        boolean removable =
                subject.function().removable().filter("removable"::equals).isPresent();
        return Optional.of(
                removable
                        ? Diagnosis.warning(
                                "not enabled: the firmware calls the port external, so the device is not trusted",
                                "put the device into an internal slot")
                        : Diagnosis.warning(
                                "not enabled",
                                machine.guest()
                                        ? guestAdvice(machine)
                                        : "the IOMMU's driver enables it when a page table is attached"));
    }

    private static String guestAdvice(Machine machine) {
        return machine.intelUnits().isEmpty()
                ? "let the VMM's IOMMU take translation requests of devices, if it can"
                : "QEMU: device-iotlb=on for intel-iommu";
    }
}
