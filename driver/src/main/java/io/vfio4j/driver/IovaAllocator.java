// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.IovaRange;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Hands out device addresses from the ranges that a device may be given, the lowest first. Any thread. */
final class IovaAllocator {
    /**
     * Lists what every platform leaves free: below 4 GiB without the windows of message interrupts (0xfee00000 on x86,
     * 0x8000000 on ARM), and above it as far as the narrowest IOMMU reaches, 39 bits.
     */
    static final List<IovaRange> USUAL =
            List.of(new IovaRange(0x1000_0000L, 0xfedf_ffffL), new IovaRange(0x1_0000_0000L, 0x7f_ffff_ffffL));

    private static final long MOST_ALIGNED = 1L << 30;

    private final List<IovaRange> ranges;
    /** Maps the first address of what is in use to the last; unsigned. */
    private final TreeMap<Long, Long> used = new TreeMap<>(Long::compareUnsigned);

    /**
     * Begins with nothing handed out.
     *
     * @param ranges by address
     */
    IovaAllocator(List<IovaRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * Takes the lowest addresses that are free, aligned to a power of two of the size at most, so that large pages of
     * memory can be large pages of the IOMMU. Never address 0, which many devices take for none; neither does Linux
     * (iommu_dma_init_domain() of drivers/iommu/dma-iommu.c).
     *
     * @param size bytes, a multiple of 4096
     * @return the first address; empty when there is no room
     */
    synchronized OptionalLong take(long size) {
        long alignment = Math.clamp(Long.highestOneBit(size), DmaSpace.PAGE_SIZE, MOST_ALIGNED);
        for (IovaRange range : ranges) {
            long at = up(range.start() == 0 ? DmaSpace.PAGE_SIZE : range.start(), alignment);
            while (Long.compareUnsigned(at, range.start()) >= 0 && range.contains(at, size)) {
                var before = used.floorEntry(at + (size - 1));
                if (before == null || Long.compareUnsigned(before.getValue(), at) < 0) {
                    used.put(at, at + (size - 1));
                    return OptionalLong.of(at);
                }
                long next = up(before.getValue() + 1, alignment);
                if (Long.compareUnsigned(next, at) <= 0) {
                    break;
                }
                at = next;
            }
        }
        return OptionalLong.empty();
    }

    /** Gives back what {@link #take} returned. */
    synchronized void giveBack(long iova) {
        used.remove(iova);
    }

    private static long up(long address, long alignment) {
        return (address + alignment - 1) & -alignment;
    }
}
