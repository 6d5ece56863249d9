// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Diagnosis;
import io.vfio4j.host.diagnosis.Machine;
import io.vfio4j.host.diagnosis.MachineCheck;
import io.vfio4j.host.sysfs.ModuleParameters;

/** The driver vfio-pci is loaded. */
final class VfioDriverCheck implements MachineCheck {

    @Override
    public String id() {
        return "vfio-pci";
    }

    @Override
    public String title() {
        return "vfio-pci";
    }

    @Override
    public String why() {
        return "A function is given to users by binding it to this driver, or to one made for its kind.";
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
