// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the mappings of one device: the addresses that it may reach, and what is behind them.
 *
 * <p>Mapping and unmapping follow the kernel's type1 v2 (drivers/vfio/vfio_iommu_type1.c). {@link #read} and
 * {@link #write} may be called from any thread at any time, allocate nothing and take no lock. As with the kernel, when
 * {@link #unmap} or {@link #unmapAll} returns, the device no longer touches what was unmapped: they wait for copies
 * under way. That holds for memory of this process ({@link SegmentMemory}, {@link SharedMemory}); memory behind
 * messages is not waited for, because its peer may be the one who unmaps, and loses nothing by a late message.
 */
public final class DmaSpace {
    /** The smallest page of the architectures this runs on; mappings are multiples of it. */
    public static final long PAGE_SIZE = 4096;
    /** The kernel's dma_entry_limit default, and vfio-user's max_dma_maps default. */
    public static final int DEFAULT_MAX_REGIONS = 65535;

    private static final DmaRegion[] EMPTY = {};
    private static final int NOT_COUNTED = -1;

    private final String target;
    private final int maxRegions;
    /** Sorted by address, unsigned, without overlaps. */
    private volatile DmaRegion[] table = EMPTY;

    private final CopiesUnderWay copies = new CopiesUnderWay();

    /**
     * Makes an empty space.
     *
     * @param target how exceptions name the device
     * @param maxRegions how many mappings there may be at once
     */
    public DmaSpace(String target, int maxRegions) {
        this.target = target;
        this.maxRegions = maxRegions;
    }

    /**
     * Adds a mapping.
     *
     * @throws VfioException EINVAL when address or size is not a multiple of the page size, the memory is smaller than
     *     the range or it grants neither reading nor writing; EEXIST when it overlaps a mapping; ENOSPC when there are
     *     too many
     */
    public synchronized void map(DmaRegion region) {
        String operation = "VFIO_IOMMU_MAP_DMA";
        if (((region.iova() | region.size()) & (PAGE_SIZE - 1)) != 0) {
            throw failed(operation, Errno.EINVAL, region.iova(), region.size(), "not aligned to " + PAGE_SIZE);
        }
        if (!region.readable() && !region.writable()) {
            throw failed(operation, Errno.EINVAL, region.iova(), region.size(), "neither readable nor writable");
        }
        if (Long.compareUnsigned(region.memory().size(), region.size()) < 0) {
            throw failed(
                    operation,
                    Errno.EINVAL,
                    region.iova(),
                    region.size(),
                    "memory has only 0x%x bytes".formatted(region.memory().size()));
        }
        DmaRegion[] old = table;
        int at = firstEndingAtOrAfter(old, region.iova());
        if (at < old.length && Long.compareUnsigned(old[at].iova(), region.last()) <= 0) {
            throw failed(
                    operation,
                    Errno.EEXIST,
                    region.iova(),
                    region.size(),
                    "overlaps the mapping at 0x%x".formatted(old[at].iova()));
        }
        if (old.length >= maxRegions) {
            throw failed(operation, Errno.ENOSPC, region.iova(), region.size(), maxRegions + " mappings already");
        }
        DmaRegion[] changed = new DmaRegion[old.length + 1];
        System.arraycopy(old, 0, changed, 0, at);
        changed[at] = region;
        System.arraycopy(old, at, changed, at + 1, old.length - at);
        table = changed;
    }

    /**
     * Removes every mapping that lies wholly in a range.
     *
     * @param iova the first address
     * @param size bytes, not 0
     * @return what was removed, by address; empty when there was nothing
     * @throws VfioException EINVAL when the range is empty, unaligned, wraps, or begins or ends inside a mapping
     */
    public synchronized List<DmaRegion> unmap(long iova, long size) {
        String operation = "VFIO_IOMMU_UNMAP_DMA";
        long last = iova + (size - 1);
        if (size == 0 || Long.compareUnsigned(last, iova) < 0) {
            throw failed(operation, Errno.EINVAL, iova, size, "empty or wrapping range");
        }
        if (((iova | size) & (PAGE_SIZE - 1)) != 0) {
            throw failed(operation, Errno.EINVAL, iova, size, "not aligned to " + PAGE_SIZE);
        }
        DmaRegion[] old = table;
        int from = firstEndingAtOrAfter(old, iova);
        int to = from;
        while (to < old.length && Long.compareUnsigned(old[to].iova(), last) <= 0) {
            DmaRegion region = old[to];
            if (Long.compareUnsigned(region.iova(), iova) < 0 || Long.compareUnsigned(region.last(), last) > 0) {
                throw failed(
                        operation, Errno.EINVAL, iova, size, "would cut the mapping at 0x%x".formatted(region.iova()));
            }
            to++;
        }
        List<DmaRegion> removed = List.of(Arrays.copyOfRange(old, from, to));
        DmaRegion[] changed = new DmaRegion[old.length - removed.size()];
        System.arraycopy(old, 0, changed, 0, from);
        System.arraycopy(old, to, changed, from, old.length - to);
        replace(changed);
        return removed;
    }

    /** Removes every mapping and returns them. */
    public synchronized List<DmaRegion> unmapAll() {
        List<DmaRegion> removed = List.of(table);
        replace(EMPTY);
        return removed;
    }

    /** Takes mappings out of use, and waits until no copy uses them. */
    private void replace(DmaRegion[] without) {
        boolean less = without.length < table.length;
        table = without;
        if (less) {
            copies.awaitThoseUnderWay();
        }
    }

    /** Returns the mappings, by address. */
    public List<DmaRegion> regions() {
        return new ArrayList<>(Arrays.asList(table));
    }

    /** Returns how many bytes these mappings have together. */
    public static long bytes(List<DmaRegion> regions) {
        long bytes = 0;
        for (DmaRegion region : regions) {
            bytes += region.size();
        }
        return bytes;
    }

    /**
     * Copies what the device reads at an address; the range may span adjacent mappings.
     *
     * @param iova the first address
     * @param destination where the bytes go
     * @param at the first byte of {@code destination} to fill
     * @param length bytes
     * @throws VfioException EFAULT at the first byte that is not mapped or not readable; what lies before it may have
     *     been copied
     */
    public void read(long iova, MemorySegment destination, long at, long length) {
        transfer(iova, destination, at, length, false);
    }

    /**
     * Copies what the device writes at an address; the range may span adjacent mappings.
     *
     * @param iova the first address
     * @param source where the bytes come from
     * @param at the first byte of {@code source} to write
     * @param length bytes
     * @throws VfioException EFAULT at the first byte that is not mapped or not writable; what lies before it may have
     *     been copied
     */
    public void write(long iova, MemorySegment source, long at, long length) {
        transfer(iova, source, at, length, true);
    }

    private void transfer(long iova, MemorySegment buffer, long at, long length, boolean write) {
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative: length=" + length);
        }
        long done = 0;
        while (done < length) {
            long address = iova + done;
            int ticket = copies.begin();
            try {
                DmaRegion region = find(table, address, write);
                if (region == null || Long.compareUnsigned(address, iova) < 0) {
                    throw failed(
                            write ? "DMA write" : "DMA read",
                            Errno.EFAULT,
                            iova,
                            length,
                            "nothing to %s at 0x%x".formatted(write ? "write" : "read", address));
                }
                if (!ofThisProcess(region.memory())) {
                    copies.end(ticket);
                    ticket = NOT_COUNTED;
                }
                long untilEnd = region.last() - address;
                long chunk = Long.compareUnsigned(untilEnd, length - done - 1) < 0 ? untilEnd + 1 : length - done;
                if (write) {
                    region.memory().write(address - region.iova(), buffer, at + done, chunk);
                } else {
                    region.memory().read(address - region.iova(), buffer, at + done, chunk);
                }
                done += chunk;
            } finally {
                if (ticket != NOT_COUNTED) {
                    copies.end(ticket);
                }
            }
        }
    }

    private static boolean ofThisProcess(DmaMemory memory) {
        return memory instanceof SegmentMemory || memory instanceof SharedMemory;
    }

    /** Returns the mapping of an address that permits an access. */
    private static @Nullable DmaRegion find(DmaRegion[] regions, long address, boolean write) {
        int index = firstEndingAtOrAfter(regions, address);
        if (index == regions.length || Long.compareUnsigned(regions[index].iova(), address) > 0) {
            return null;
        }
        DmaRegion region = regions[index];
        return (write ? region.writable() : region.readable()) ? region : null;
    }

    /** Returns the first mapping that does not end below {@code iova}; the table's length when there is none. */
    private static int firstEndingAtOrAfter(DmaRegion[] regions, long iova) {
        int low = 0;
        int high = regions.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(regions[middle].last(), iova) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private VfioException failed(String operation, Errno errno, long iova, long size, String detail) {
        return new VfioException(target, "%s(iova=0x%x, size=0x%x)".formatted(operation, iova, size), errno, detail);
    }
}
