// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.pci.structure.PasidControl;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.Optional;

/** Checks that the kernel has enabled PASID in the function. */
final class PasidEnabledCheck extends FunctionCheck {
    PasidEnabledCheck() {
        super(
                "pasid-enabled",
                "PASID enabled",
                "iommufd reports a width even where enabling has failed; only the control register tells.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        return subject.pasid().map(structure -> judge(machine, subject, structure));
    }

    private static Diagnosis judge(Machine machine, ExaminedFunction subject, PasidStructure structure) {
        PasidControl control = structure.control();
        String whose = subject.virtual() ? "of its PF %s ".formatted(subject.owner()) : "";
        String read = "control register %s0x%04x".formatted(whose, structure.controlRegister());
        if (control.enabled()) {
            return Diagnosis.ok("%s: enabled%s%s"
                    .formatted(read, control.execute() ? ", execute" : "", control.privileged() ? ", privileged" : ""));
        }
        if (machine.amdUnits().filter(unit -> unit.pasidWidth() > 0).isPresent()) {
            return Diagnosis.warning(
                    read + ": not enabled",
                    "AMD's driver enables it only when a v2 page table is attached: allocate one with"
                            + " IOMMU_HWPT_ALLOC_PASID");
        }
        return Diagnosis.problem(
                read + ": not enabled, so a width that iommufd may report cannot be used",
                "mend the problems above; then boot again, or remove the function and rescan its bus");
    }
}
