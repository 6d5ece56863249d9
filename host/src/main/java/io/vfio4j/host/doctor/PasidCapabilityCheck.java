// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.UnreadRegisters;
import io.vfio4j.host.sysfs.IommuUnit;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.Optional;

/** Checks that the function, or the PF of a VF, has a PASID capability. */
final class PasidCapabilityCheck extends FunctionCheck {
    PasidCapabilityCheck() {
        super(
                "pasid-capability",
                "PASID capability",
                "It says how wide a PASID may be; a VF has none of its own and uses its PF's.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        String whose = subject.virtual() ? "its PF " + subject.owner() : "it";
        if (!subject.config().complete()) {
            return Optional.of(UnreadRegisters.diagnosis(machine, subject.owner(), subject));
        }
        if (subject.config().cutOff()) {
            return Optional.of(Diagnosis.unknown(
                    "the registers of %s end before extended capabilities begin".formatted(subject.owner()),
                    "see the check of extended capabilities above"));
        }
        return Optional.of(subject.pasid()
                .map(structure -> present(machine, subject, whose, structure))
                .orElseGet(() -> Diagnosis.problem(
                        whose + " has none",
                        machine.guest()
                                ? "let the VMM show it: QEMU's vfio-pci does with an iommufd backend and a vIOMMU"
                                        + " that has PASID"
                                : "nothing to be changed in software, unless the device's firmware can switch it on")));
    }

    private static Diagnosis present(
            Machine machine, ExaminedFunction subject, String whose, PasidStructure structure) {
        int width = structure.capability().width();
        String read = "%s has %s%s%s"
                .formatted(
                        whose,
                        PasidCapability.widthText(width),
                        structure.capability().execute() ? ", execute" : "",
                        structure.capability().privileged() ? ", privileged" : "");
        return subject.owner()
                .iommu()
                .flatMap(machine::unit)
                .map(unit -> behind(machine, subject, unit, width, read))
                .orElseGet(() -> Diagnosis.ok(read));
    }

    private static Diagnosis behind(Machine machine, ExaminedFunction subject, IommuUnit unit, int width, String read) {
        int limit = limit(machine, unit);
        if (limit == 0 && !subject.pasidEnabled()) {
            return Diagnosis.problem(
                    "%s; %s, which translates for it, has no PASID".formatted(read, unit.name()),
                    "see the check of PASID in the IOMMU above");
        }
        if (limit > 0 && limit <= width && unit instanceof IommuUnit.Amd) {
            return Diagnosis.ok("%s; %s has %d, of which its driver holds back the last PASID, so iommufd says %d"
                    .formatted(read, unit.name(), limit, limit - 1));
        }
        return Diagnosis.ok(
                limit > 0 && limit < width
                        ? "%s; %s has %d, which is what can be used".formatted(read, unit.name(), limit)
                        : read);
    }

    /** Returns the bits of a PASID that a unit takes; -1 when it does not tell. */
    private static int limit(Machine machine, IommuUnit unit) {
        return switch (unit) {
            case IommuUnit.Intel intel -> intel.scalableMode() ? intel.pasidWidth() : 0;
            // max_pasids in drivers/iommu/amd/init.c, from what all units have
            case IommuUnit.Amd amd -> machine.amdUnits().orElse(amd).pasidWidth();
            case IommuUnit.Smmu3 _ -> -1;
            case IommuUnit.Other _ -> 0;
        };
    }
}
