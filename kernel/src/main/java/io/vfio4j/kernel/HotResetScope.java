// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.pci.PciAddress;
import java.util.List;

/**
 * Lists what a reset of a device's slot or bus would reset ({@code struct vfio_pci_hot_reset_info}).
 *
 * @param byDevice whether {@link Function#owner} is an iommufd device id, not an IOMMU group
 * @param owned with {@code byDevice}: whether all functions are bound to the same iommufd as this device, or in a group
 *     of which one is; the kernel resets no other bus
 * @param functions all functions, this one included
 */
public record HotResetScope(boolean byDevice, boolean owned, List<Function> functions) {
    /** VFIO_PCI_DEVID_OWNED: it is not bound itself, but another function of its group is bound to the same iommufd. */
    public static final int OWNED = 0;
    /** VFIO_PCI_DEVID_NOT_OWNED: neither it nor its group is bound to this iommufd, or it is on no VFIO driver. */
    public static final int NOT_OWNED = -1;

    /** Copies the list of functions. */
    public HotResetScope {
        functions = List.copyOf(functions);
    }

    /**
     * A function that would be reset.
     *
     * @param address where it is
     * @param owner its IOMMU group; or its id in the iommufd, {@link #OWNED} or {@link #NOT_OWNED}
     */
    public record Function(PciAddress address, int owner) {}
}
