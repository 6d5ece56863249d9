// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.Errno;

/** Says what an errno means for a request, from the code that returns it (drivers/vfio, drivers/iommu of Linux 7.3). */
final class RequestErrors {
    /** Any request of an open device resumes it first (vfio_device_pm_runtime_get() in drivers/vfio/vfio_main.c). */
    private static final String ASLEEP = "the function did not wake from its low power state: see the kernel's log";

    private RequestErrors() {}

    /** Says in words without a full stop what happened: the errno's general meaning where nothing better is known. */
    static String explain(Request request, Errno errno) {
        String meaning = meaning(request, errno);
        if (!meaning.isEmpty()) {
            return meaning;
        }
        return errno == Errno.EIO && request.name().startsWith("VFIO_DEVICE_") ? ASLEEP : errno.meaning();
    }

    private static String meaning(Request request, Errno errno) {
        return switch (request) {
            case VFIO_DEVICE_BIND_IOMMUFD -> OpeningErrors.bind(errno);
            case VFIO_GROUP_SET_CONTAINER -> OpeningErrors.setContainer(errno);
            case VFIO_SET_IOMMU -> OpeningErrors.setIommu(errno);
            case VFIO_GROUP_GET_DEVICE_FD -> OpeningErrors.getDevice(errno);
            case VFIO_DEVICE_ATTACH_IOMMUFD_PT -> TranslationErrors.attach(errno);
            case VFIO_DEVICE_DETACH_IOMMUFD_PT -> TranslationErrors.detach(errno);
            case IOMMU_HWPT_ALLOC -> TranslationErrors.allocateHwpt(errno);
            case IOMMU_GET_HW_INFO -> TranslationErrors.hardwareInfo(errno);
            case IOMMU_OPTION -> TranslationErrors.option(errno);
            case IOMMU_DESTROY -> TranslationErrors.destroy(errno);
            case VFIO_IOMMU_MAP_DMA -> MappingErrors.mapInContainer(errno);
            case VFIO_IOMMU_UNMAP_DMA -> MappingErrors.unmapInContainer(errno);
            case IOMMU_IOAS_MAP -> MappingErrors.map(errno);
            case IOMMU_IOAS_UNMAP -> MappingErrors.unmap(errno);
            case IOMMU_IOAS_COPY -> MappingErrors.copy(errno);
            case IOMMU_IOAS_IOVA_RANGES -> MappingErrors.ranges(errno);
            case IOMMU_IOAS_ALLOW_IOVAS -> MappingErrors.allow(errno);
            default -> DeviceErrors.meaning(request, errno);
        };
    }
}
