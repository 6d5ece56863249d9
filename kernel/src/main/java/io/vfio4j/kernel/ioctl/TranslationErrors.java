// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.Errno;

/**
 * Says why a device or a PASID gets no page table: drivers/iommu/iommufd/device.c, hw_pagetable.c and vfio's iommufd.c.
 */
public final class TranslationErrors {
    private static final String RESERVED =
            "a mapping, or a range of IOMMU_IOAS_ALLOW_IOVAS, is where this device or its IOMMU reserves addresses";
    private static final String NOT_PINNED =
            "memory that was mapped before is not in this process any more, or is a BAR, which iommufd cannot pin";
    private static final String NO_IOMMU = "no IOMMU translates for this device";

    private TranslationErrors() {}

    /** Explains a failure to attach a device's requests without PASID. */
    static String attach(Errno errno) {
        return switch (errno) {
            case EINVAL ->
                "not a page table for this device; another function of its group is attached to another one; or PASIDs"
                        + " are attached, and it was not allocated with IOMMU_HWPT_ALLOC_PASID";
            case ENOENT -> "no address space or page table has this id";
            case ENOSPC -> "the IOMMU has no domain ids left (Intel)";
            case EBUSY -> "the device is being reset: try again";
            case ENODEV -> NO_IOMMU;
            case EADDRINUSE -> RESERVED;
            case EFAULT -> NOT_PINNED;
            case ENOTTY -> "a device that was opened through its group is attached to its container";
            default -> "";
        };
    }

    /**
     * Explains a failure to attach a device's requests with a PASID.
     *
     * @return in words without a full stop; empty where {@link #attach} says the same
     */
    public static String attachPasid(Errno errno) {
        return switch (errno) {
            case EINVAL ->
                "the PASID is beyond the width; the page table, or the device's own, was not allocated with"
                        + " IOMMU_HWPT_ALLOC_PASID; another function of its group has another one at this PASID; or"
                        + " Linux is older than 6.15";
            case EOPNOTSUPP -> "the IOMMU or the VFIO driver does not attach PASIDs for this device: Doctor says why";
            case ENODEV -> "PASID is not enabled on the device: Doctor says why";
            default -> "";
        };
    }

    static String detach(Errno errno) {
        return errno == Errno.ENOTTY ? attach(errno) : "";
    }

    /** Explains a failure to detach a device's requests with a PASID; returns what {@link #attachPasid} returns. */
    public static String detachPasid(Errno errno) {
        return switch (errno) {
            case EINVAL -> "this kernel does not attach PASIDs (needs Linux 6.15)";
            case EOPNOTSUPP -> "the function's VFIO driver does not attach PASIDs";
            default -> "";
        };
    }

    static String allocateHwpt(Errno errno) {
        return switch (errno) {
            case EOPNOTSUPP ->
                "the IOMMU cannot do what the flags ask for; for IOMMU_HWPT_ALLOC_PASID: PASID is off in the IOMMU"
                        + " (Intel: intel_iommu=sm_on), or Linux is older than 6.15";
            case EINVAL -> "no address space has this id, or the device's IOMMU cannot use it";
            case ENOENT -> "no device of this iommufd has this id";
            case ENODEV -> NO_IOMMU;
            case EADDRINUSE -> RESERVED;
            case EFAULT -> NOT_PINNED;
            default -> "";
        };
    }

    static String hardwareInfo(Errno errno) {
        return switch (errno) {
            case EOPNOTSUPP -> "no IOMMU is before this device (no-IOMMU mode), or its driver tells nothing";
            case ENOENT -> "the device is not bound any more";
            default -> "";
        };
    }

    static String option(Errno errno) {
        return switch (errno) {
            case EINVAL -> "IOMMU_OPTION_HUGE_PAGES is switched off before memory is mapped for a device";
            case ENOENT -> "no address space has this id";
            case EOPNOTSUPP -> "this kernel does not have this option";
            default -> "";
        };
    }

    static String destroy(Errno errno) {
        return switch (errno) {
            case EBUSY -> "still in use: detach what it is attached to first";
            case ENOENT -> "nothing has this id any more";
            default -> "";
        };
    }
}
