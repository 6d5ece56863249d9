package io.vfio4j.kernel.device;

import io.vfio4j.kernel.ioctl.IoctlFile;
import java.util.List;
import java.util.Optional;

/** A way into the kernel's VFIO that is open: the device's descriptor and what its DMA goes through. */
sealed interface DeviceAccess extends AutoCloseable permits CdevAccess, GroupAccess {

    /** The device's descriptor, which answers the VFIO_DEVICE_ requests. */
    IoctlFile device();

    /** What maps memory for it. */
    DmaMapper dma();

    /** Its binding to an iommufd, when that is the way. */
    Optional<BoundDevice> bound();

    /** The groups that prove whose the functions on the bus are, for a hot reset; none when it was opened directly. */
    List<Integer> groupDescriptors();

    /** The nodes that are open, for people. */
    String nodes();

    /** Whether nothing translates its DMA. */
    boolean withoutIommu();

    @Override
    void close();
}
