// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

/**
 * Requests of {@code linux/vfio.h} and {@code linux/iommufd.h}. All of them are {@code _IO(';', number)}: no size and
 * no direction in the request, because the structures begin with their own size.
 */
public enum Request {
    VFIO_GET_API_VERSION(100),
    VFIO_CHECK_EXTENSION(101),
    VFIO_SET_IOMMU(102),
    VFIO_GROUP_GET_STATUS(103),
    VFIO_GROUP_SET_CONTAINER(104),
    VFIO_GROUP_GET_DEVICE_FD(106),
    VFIO_DEVICE_GET_INFO(107),
    VFIO_DEVICE_GET_REGION_INFO(108),
    VFIO_DEVICE_GET_IRQ_INFO(109),
    VFIO_DEVICE_SET_IRQS(110),
    VFIO_DEVICE_RESET(111),
    /** For a device; a container has VFIO_IOMMU_GET_INFO under the same number. */
    VFIO_DEVICE_GET_PCI_HOT_RESET_INFO(112),
    VFIO_IOMMU_GET_INFO(112),
    /** For a device; a container has VFIO_IOMMU_MAP_DMA under the same number. */
    VFIO_DEVICE_PCI_HOT_RESET(113),
    VFIO_IOMMU_MAP_DMA(113),
    VFIO_IOMMU_UNMAP_DMA(114),
    VFIO_DEVICE_FEATURE(117),
    VFIO_DEVICE_BIND_IOMMUFD(118),
    VFIO_DEVICE_ATTACH_IOMMUFD_PT(119),
    VFIO_DEVICE_DETACH_IOMMUFD_PT(120),
    IOMMU_DESTROY(0x80),
    IOMMU_IOAS_ALLOC(0x81),
    IOMMU_IOAS_ALLOW_IOVAS(0x82),
    IOMMU_IOAS_COPY(0x83),
    IOMMU_IOAS_IOVA_RANGES(0x84),
    IOMMU_IOAS_MAP(0x85),
    IOMMU_IOAS_UNMAP(0x86),
    IOMMU_OPTION(0x87),
    IOMMU_HWPT_ALLOC(0x89),
    IOMMU_GET_HW_INFO(0x8a);

    private static final int TYPE = ';';

    private final int number;

    Request(int number) {
        this.number = number;
    }

    /** Returns the number that ioctl(2) is given. */
    public long code() {
        return (long) TYPE << 8 | number;
    }
}
