// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.kernel.node.Nodes;
import io.vfio4j.pci.PciAddress;
import java.util.Optional;
import java.util.UUID;

/**
 * A device that is to be opened through its group.
 *
 * @param name how messages name it
 * @param group as sysfs shows it
 * @param withoutIommu whether no IOMMU is behind it
 * @param token what a VF whose PF is bound to vfio-pci too asks for
 */
record GroupDevice(String name, PciAddress address, IommuGroup group, boolean withoutIommu, Optional<UUID> token) {
    /** {@code /dev/vfio/7} or {@code /dev/vfio/noiommu-7} */
    String node() {
        return Nodes.group(group.number(), withoutIommu);
    }
}
