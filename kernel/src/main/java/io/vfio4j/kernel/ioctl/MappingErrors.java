// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.Errno;

/**
 * Says why memory is not mapped or unmapped: drivers/vfio/vfio_iommu_type1.c, drivers/iommu/iommufd/ioas.c and
 * io_pagetable.c.
 */
final class MappingErrors {
    private static final String NOT_THERE = "the memory is not mapped in this process, or not with these permissions";
    private static final String WRAPS = "the range wraps around the end of the address space";
    private static final String CUT = "it would cut a mapping in two";
    private static final String NO_IOAS = "no address space has this id";

    private MappingErrors() {}

    static String mapInContainer(Errno errno) {
        return errno == Errno.ENOSPC ? "too many mappings (vfio_iommu_type1's dma_entry_limit)" : mapAnywhere(errno);
    }

    static String map(Errno errno) {
        return switch (errno) {
            case ENOSPC -> "no free addresses of this size are left, or the allowed ranges have none";
            case EFAULT -> NOT_THERE + ", or is a BAR, which iommufd cannot pin";
            case ENOENT -> NO_IOAS;
            default -> mapAnywhere(errno);
        };
    }

    private static String mapAnywhere(Errno errno) {
        return switch (errno) {
            case EEXIST -> "it overlaps a mapping";
            case EINVAL -> "empty or unaligned, or outside of what the IOMMU can address or a device leaves free";
            case EOVERFLOW -> WRAPS;
            case EFAULT -> NOT_THERE;
            case EOPNOTSUPP -> "the memory is a DAX file's, which cannot stay pinned";
            default -> "";
        };
    }

    static String unmapInContainer(Errno errno) {
        return switch (errno) {
            case EINVAL -> "empty or unaligned, or " + CUT;
            case ENOENT -> CUT;
            case EOVERFLOW -> WRAPS;
            default -> "";
        };
    }

    static String unmap(Errno errno) {
        return switch (errno) {
            case ENOENT -> "nothing is mapped there, or " + CUT + ": mappings before that one are gone";
            case EINVAL -> "the length is 0";
            case EOVERFLOW -> WRAPS;
            case EBUSY -> "another thread is mapping or unmapping it";
            default -> "";
        };
    }

    static String copy(Errno errno) {
        return switch (errno) {
            case EPERM -> "the source was mapped without being writable, so its copy cannot be";
            case ENOENT -> "not all of the range is mapped in the source, or " + NO_IOAS;
            case EFAULT -> NOT_THERE + " any more, or is a BAR, which iommufd cannot pin";
            default -> mapAnywhere(errno);
        };
    }

    static String ranges(Errno errno) {
        return errno == Errno.ENOENT ? NO_IOAS : "";
    }

    static String allow(Errno errno) {
        return switch (errno) {
            case EADDRINUSE -> "an attached device or its IOMMU reserves part of a range";
            case EINVAL -> "two ranges overlap, or one has less than 2 bytes";
            case ENOENT -> NO_IOAS;
            default -> "";
        };
    }
}
