// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Diagnosis;
import io.vfio4j.host.diagnosis.Machine;
import io.vfio4j.host.diagnosis.MachineCheck;
import io.vfio4j.host.sysfs.ModuleParameters;

/** VFIO does not give devices away that no IOMMU keeps in check. */
final class NoIommuModeCheck implements MachineCheck {

    @Override
    public String id() {
        return "no-iommu-mode";
    }

    @Override
    public String title() {
        return "No-IOMMU mode";
    }

    @Override
    public String why() {
        return "In that mode a device reaches all memory, and hardware information, so PASID, is EOPNOTSUPP.";
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
