package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.Errno;

/** What an errno means for a request, from the code that returns it (drivers/vfio, drivers/iommu/iommufd of Linux 7.3). */
final class RequestErrors {
    private RequestErrors() {}

    /** In words without a full stop; the errno's general meaning where nothing better is known. */
    static String explain(Request request, Errno errno) {
        String meaning = meaning(request, errno);
        return meaning.isEmpty() ? errno.meaning() : meaning;
    }

    private static String meaning(Request request, Errno errno) {
        return switch (request) {
            case VFIO_DEVICE_BIND_IOMMUFD -> bind(errno);
            case VFIO_DEVICE_ATTACH_IOMMUFD_PT -> attach(errno);
            case VFIO_DEVICE_DETACH_IOMMUFD_PT ->
                errno == Errno.ENOTTY
                        ? "this kernel cannot detach a device (needs Linux 6.6, CONFIG_VFIO_DEVICE_CDEV)"
                        : errno == Errno.EINVAL || errno == Errno.E2BIG ? olderThanPasid() : "";
            case VFIO_GROUP_SET_CONTAINER, VFIO_SET_IOMMU, VFIO_GROUP_GET_DEVICE_FD -> group(request, errno);
            case VFIO_IOMMU_MAP_DMA, IOMMU_IOAS_MAP -> map(errno);
            case VFIO_IOMMU_UNMAP_DMA ->
                errno == Errno.EINVAL ? "unaligned, wrapping, or it would cut a mapping in two" : "";
            case IOMMU_IOAS_UNMAP ->
                errno == Errno.ENOENT ? "nothing is mapped there, or it would cut a mapping in two" : "";
            case IOMMU_HWPT_ALLOC -> hwptAlloc(errno);
            case IOMMU_GET_HW_INFO ->
                errno == Errno.EOPNOTSUPP
                        ? "no IOMMU is before this device (no-IOMMU mode), or its driver tells nothing"
                        : "";
            case IOMMU_DESTROY -> errno == Errno.EBUSY ? "still in use: detach what it is attached to first" : "";
            case VFIO_DEVICE_RESET ->
                errno == Errno.ENOTTY || errno == Errno.EINVAL ? "this function has no reset of its own" : "";
            case VFIO_DEVICE_PCI_HOT_RESET -> hotReset(errno);
            case VFIO_DEVICE_GET_PCI_HOT_RESET_INFO ->
                errno == Errno.ENODEV ? "neither its slot nor its bus can be reset" : "";
            case VFIO_DEVICE_FEATURE ->
                errno == Errno.ENOTTY ? "the kernel or the device does not have this feature" : "";
            case VFIO_DEVICE_SET_IRQS ->
                errno == Errno.EINVAL
                        ? "the index does not have these vectors or this action, or another kind of interrupt is on"
                        : "";
            default -> "";
        };
    }

    private static String bind(Errno errno) {
        return switch (errno) {
            case EBUSY ->
                "its group is open through /dev/vfio/GROUP, or another function of the group belongs to"
                        + " a host driver or to another user";
            case EINVAL -> "another process has it open, or the IOMMU cannot make its DMA cache-coherent";
            case EPERM ->
                "the platform does not isolate MSIs (no interrupt remapping); iommufd's allow_unsafe_interrupts=1"
                        + " permits it and gives up that protection";
            case EACCES -> "a VF whose PF is bound to vfio-pci too: needs the PF's VF token";
            case ENODEV -> "the function is being removed, or no IOMMU translates for it";
            case EBADF, EBADFD -> "not a descriptor of /dev/iommu";
            case ENOTTY -> "this kernel cannot bind devices to iommufd (needs Linux 6.6, CONFIG_VFIO_DEVICE_CDEV)";
            default -> "";
        };
    }

    private static String attach(Errno errno) {
        return switch (errno) {
            case EINVAL ->
                "no such page table for this device, a PASID beyond the width or 0, or a page table (its own or the"
                        + " one without PASID) that was not allocated with IOMMU_HWPT_ALLOC_PASID";
            case E2BIG -> olderThanPasid();
            case EOPNOTSUPP -> "the IOMMU's driver does not attach PASIDs for this device";
            case ENOSPC -> "the PASID is beyond what the device was enabled for";
            case ENOENT -> "no IOAS or page table has this id";
            case EBUSY -> "the device is being reset, or the PASID is in use (0 is the device itself)";
            case ENODEV -> "PASID is not enabled on the device";
            case EADDRINUSE -> "a mapping lies in a range that this device reserves";
            case ENOTTY -> "this kernel cannot attach page tables (needs Linux 6.6, CONFIG_VFIO_DEVICE_CDEV)";
            default -> "";
        };
    }

    private static String olderThanPasid() {
        return "this kernel does not attach PASIDs (needs Linux 6.15)";
    }

    private static String group(Request request, Errno errno) {
        return switch (errno) {
            case EBUSY -> "another user has the group, or a host driver has a function of it";
            case EPERM ->
                request == Request.VFIO_SET_IOMMU
                        ? "the platform does not isolate MSIs (no interrupt remapping); vfio_iommu_type1's"
                                + " allow_unsafe_interrupts=1 permits it and gives up that protection"
                        : "a group without an IOMMU needs CAP_SYS_RAWIO and a container of its own";
            case EACCES -> "a VF whose PF is bound to vfio-pci too: needs the PF's VF token";
            case ENODEV ->
                request == Request.VFIO_GROUP_GET_DEVICE_FD
                        ? "the group has no such function, or the function is not bound to a VFIO driver"
                        : "the kernel does not have this IOMMU model";
            default -> "";
        };
    }

    private static String map(Errno errno) {
        return switch (errno) {
            case EEXIST -> "it overlaps a mapping";
            case EINVAL -> "unaligned or wrapping, or outside of what the IOMMU can address or a device leaves free";
            case EFAULT -> "the memory is not mapped in this process, or not with these permissions";
            case ENOSPC -> "too many mappings (vfio_iommu_type1's dma_entry_limit)";
            default -> "";
        };
    }

    private static String hwptAlloc(Errno errno) {
        return switch (errno) {
            case EOPNOTSUPP ->
                "the IOMMU cannot do what the flags ask for; for IOMMU_HWPT_ALLOC_PASID: PASID is off in the IOMMU"
                        + " (Intel: intel_iommu=sm_on), or the kernel is older than 6.15";
            case ENOENT -> "no IOAS or device has this id";
            default -> "";
        };
    }

    private static String hotReset(Errno errno) {
        return switch (errno) {
            case EPERM -> "other functions on the bus are not isolated from it";
            case EINVAL, EBUSY -> "other functions on the bus are not this process's";
            case ENODEV -> "neither its slot nor its bus can be reset";
            case ENOTTY -> "the bus was reset, and the link or a function did not come back in time";
            default -> "";
        };
    }
}
