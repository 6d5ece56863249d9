// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.NodeDiagnosis;
import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import java.util.Optional;

/** Checks that the function's own node is there, and that this user may open it. */
final class DeviceNodeCheck extends FunctionCheck {
    DeviceNodeCheck() {
        super(
                "device-node",
                "Device node",
                "iommufd, and with it PASID, is reached through /dev/vfio/devices/vfioN, not through the group.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        SysfsFunction function = subject.function();
        if (!VfioDrivers.bound(function)) {
            return Optional.empty();
        }
        return Optional.of(function.vfioDevice()
                .filter(name -> machine.tree().exists("%s/vfio-dev/%s/dev".formatted(function.path(), name)))
                .map(name -> NodeDiagnosis.of(
                        machine,
                        "/dev/vfio/devices/" + name,
                        "in a container, pass it through, as --device /dev/vfio/devices/%s; elsewhere, is udev running?"
                                .formatted(name)))
                .orElseGet(() -> groupOnly(machine, function)));
    }

    private static Diagnosis groupOnly(Machine machine, SysfsFunction function) {
        boolean withoutIommu = function.iommuGroup()
                .map(number -> IommuGroup.read(machine.tree(), number).withoutIommu())
                .orElse(false);
        String group = function.iommuGroup()
                .map(number -> (withoutIommu ? "/dev/vfio/noiommu-" : "/dev/vfio/") + number)
                .filter(machine.tree()::exists)
                .map(path -> ", only its group has one: " + path)
                .orElse("");
        return Diagnosis.problem(
                "it has no node of its own" + group,
                withoutIommu
                        ? "see the check of its IOMMU group above: a group of no-IOMMU mode"
                        : "boot a kernel from 6.6 on, with CONFIG_VFIO_DEVICE_CDEV");
    }
}
