// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.examination.NodeDiagnosis;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that {@code /dev/iommu} is there, and that this user may open it. */
final class IommufdNodeCheck extends MachineCheck {
    private static final Pattern REGISTERED = Pattern.compile("(?m)^\\s*(\\d+)\\s+iommu$");

    IommufdNodeCheck() {
        super(
                "iommufd-node",
                "iommufd's node",
                "PASID for users is in iommufd only; the legacy container of /dev/vfio/vfio has none.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        Matcher registered =
                REGISTERED.matcher(machine.tree().text("/proc/misc").orElse(""));
        return NodeDiagnosis.of(
                machine,
                "/dev/iommu",
                registered.find()
                        ? ("the kernel has it (/proc/misc): in a container, pass it through, as --device /dev/iommu;"
                                        + " elsewhere, is udev running? mknod -m 600 /dev/iommu c 10 %s")
                                .formatted(registered.group(1))
                        : "modprobe iommufd; without that module, boot a kernel with CONFIG_IOMMUFD");
    }
}
