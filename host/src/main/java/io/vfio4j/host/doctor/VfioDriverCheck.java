// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.ModuleParameters;

/** Checks that the driver vfio-pci is loaded. */
final class VfioDriverCheck extends MachineCheck {
    VfioDriverCheck() {
        super(
                "vfio-pci",
                "vfio-pci",
                "A function is given to users by binding it to this driver, or to one made for its kind.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        if (!machine.tree().exists("/sys/bus/pci/drivers/vfio-pci")) {
            return Diagnosis.warning("not loaded", "modprobe vfio-pci");
        }
        boolean undenied = ModuleParameters.isSet(machine.tree(), "vfio_pci", "disable_denylist");
        return Diagnosis.ok(undenied ? "loaded, disable_denylist is set" : "loaded");
    }
}
