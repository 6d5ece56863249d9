// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Diagnosis;
import io.vfio4j.host.diagnosis.Machine;
import io.vfio4j.host.diagnosis.MachineCheck;
import io.vfio4j.host.diagnosis.NodeDiagnosis;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /dev/iommu} is there, and this user may open it. */
final class IommufdNodeCheck implements MachineCheck {
    private static final Pattern REGISTERED = Pattern.compile("(?m)^\\s*(\\d+)\\s+iommu$");

    @Override
    public String id() {
        return "iommufd-node";
    }

    @Override
    public String title() {
        return "iommufd's node";
    }

    @Override
    public String why() {
        return "PASID for users is in iommufd only; the legacy container of /dev/vfio/vfio has none.";
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
