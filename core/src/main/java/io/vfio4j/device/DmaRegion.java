// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import static java.util.Objects.requireNonNull;

/**
 * Maps a range of device addresses (IOVA) to the memory behind it.
 *
 * @param iova the first address, unsigned
 * @param size bytes, unsigned, not 0; {@code iova + size - 1} does not wrap
 * @param readable the device may read (VFIO_DMA_MAP_FLAG_READ)
 * @param writable the device may write (VFIO_DMA_MAP_FLAG_WRITE)
 * @param memory at least {@code size} bytes
 */
public record DmaRegion(long iova, long size, boolean readable, boolean writable, DmaMemory memory) {
    public DmaRegion {
        requireNonNull(memory, "memory");
        if (size == 0) {
            throw new IllegalArgumentException("size must not be 0");
        }
        if (Long.compareUnsigned(iova + (size - 1), iova) < 0) {
            throw new IllegalArgumentException("range must not wrap: iova=0x%x size=0x%x".formatted(iova, size));
        }
    }

    /** Returns the last address of the range, unsigned. */
    public long last() {
        return iova + (size - 1);
    }
}
