// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.kernel.node.Nodes;
import io.vfio4j.pci.PciAddress;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks for a device through its group.
 *
 * @param name the name that messages have for it
 * @param group as sysfs shows it
 * @param withoutIommu true when no IOMMU is behind it
 * @param token the VF token, needed when the PF is bound to vfio-pci too
 */
record OpenRequest(String name, PciAddress address, IommuGroup group, boolean withoutIommu, Optional<UUID> token) {
    /** Returns {@code /dev/vfio/7} or {@code /dev/vfio/noiommu-7}. */
    String node() {
        return Nodes.group(group.number(), withoutIommu);
    }
}
