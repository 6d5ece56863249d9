package io.vfio4j.kernel.device;

import io.vfio4j.pci.PciAddress;
import java.util.List;

/**
 * What a reset of a device's slot or bus would reset ({@code struct vfio_pci_hot_reset_info}).
 *
 * @param byDevice whether {@link Function#owner} is an iommufd device id, not an IOMMU group
 * @param owned with {@code byDevice}: whether all functions belong to this process, so that it may reset them
 * @param functions all functions, this one included
 */
public record HotResetScope(boolean byDevice, boolean owned, List<Function> functions) {
    /** VFIO_PCI_DEVID_OWNED: the function belongs to this process, without an id of its own. */
    public static final int OWNED = 0;
    /** VFIO_PCI_DEVID_NOT_OWNED. */
    public static final int NOT_OWNED = -1;

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
