// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.ModuleParameters;

/** Checks that VFIO gives no device away that no IOMMU keeps in check. */
final class NoIommuModeCheck extends MachineCheck {
    NoIommuModeCheck() {
        super(
                "no-iommu-mode",
                "No-IOMMU mode",
                "In that mode a device reaches all memory, and hardware information, so PASID, is EOPNOTSUPP.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        return ModuleParameters.isSet(machine.tree(), "vfio", "enable_unsafe_noiommu_mode")
                ? Diagnosis.warning(
                        "enable_unsafe_noiommu_mode is set",
                        "echo N > /sys/module/vfio/parameters/enable_unsafe_noiommu_mode")
                : Diagnosis.ok("off");
    }
}
