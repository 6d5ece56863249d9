// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.kernel.dma.DmaMapper;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.linux.file.DeviceFile;
import java.util.Map;
import java.util.Optional;

/** Holds a way into the kernel's VFIO that is open: the device's descriptor and what its DMA goes through. */
sealed interface DeviceAccess extends AutoCloseable permits CdevAccess, GroupAccess {

    /** Returns the device's descriptor, which answers the VFIO_DEVICE_ requests. */
    IoctlFile device();

    /** Returns what maps memory for it. */
    DmaMapper dma();

    /** Returns its binding to an iommufd, when that is the way. */
    Optional<IommufdDevice> bound();

    /**
     * Returns the open groups, by number, that prove whose functions on the bus are, for a hot reset; none when opened
     * directly.
     */
    Map<Integer, DeviceFile> groups();

    /** Returns the nodes that are open, for people. */
    String nodes();

    /** Tells whether nothing translates its DMA. */
    boolean withoutIommu();

    /** Ends its DMA, also to memory that others have mapped, as far as the device can still be told to. */
    void stopDma();

    @Override
    void close();
}
