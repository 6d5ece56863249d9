// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.util.List;

/**
 * Describes a region of a device: {@code struct vfio_region_info} with its capability chain.
 *
 * @param index the region
 * @param flags VFIO_REGION_INFO_FLAG_ bits: {@link #READ}, {@link #WRITE}, {@link #MMAP}
 * @param size bytes, 0 when the region does not exist
 * @param offset where the region begins in the device's descriptor
 * @param capabilities what else is known of the region, in the order of the chain
 */
public record RegionInfo(int index, int flags, long size, long offset, List<RegionCapability> capabilities) {
    /** VFIO_REGION_INFO_FLAG_READ. */
    public static final int READ = 1;
    /** VFIO_REGION_INFO_FLAG_WRITE. */
    public static final int WRITE = 1 << 1;
    /** VFIO_REGION_INFO_FLAG_MMAP. */
    public static final int MMAP = 1 << 2;
    /** VFIO_REGION_INFO_FLAG_CAPS: a capability chain follows the structure. Codecs set it; records do not. */
    public static final int CAPS = 1 << 3;

    public RegionInfo {
        capabilities = List.copyOf(capabilities);
    }

    /** Describes a region without capabilities. */
    public RegionInfo(int index, int flags, long size, long offset) {
        this(index, flags, size, offset, List.of());
    }

    /** Describes a region that does not exist: size and flags 0, as the kernel answers for an unimplemented BAR. */
    public static RegionInfo absent(int index, long offset) {
        return new RegionInfo(index, 0, 0, offset);
    }

    /** Tells whether the region can be read. */
    public boolean readable() {
        return (flags & READ) != 0;
    }

    /** Tells whether the region can be written. */
    public boolean writable() {
        return (flags & WRITE) != 0;
    }

    /** Tells whether the region, or an area of it, can be mapped. */
    public boolean mappable() {
        return (flags & MMAP) != 0;
    }
}
