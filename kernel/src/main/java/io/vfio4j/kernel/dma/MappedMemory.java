// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.dma;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.SegmentMemory;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a table of the memory that was mapped through a device, or through a container that devices share. The kernel
 * is asked first and has the last word; the table knows what an unmap of a range has to unmap, and keeps that memory
 * from the garbage collector for as long as a device may reach it, even when nobody refers to the device any more. Any
 * thread may use it: what one maps while another closes it is unmapped, or not mapped at all.
 */
public final class MappedMemory {
    /**
     * The tables with mappings: a garbage collector's root, so that memory which a device reaches is never freed and
     * used again. A device that is lost without being closed keeps its descriptor, and so its DMA, for the life of the
     * process; nothing but {@link #close} and the unmap methods may therefore let its memory go. A Cleaner could not do
     * it: it would reset a device, and unmap its registers, under a driver that still holds a region's segment or the
     * device's binding and not the device. What is lost here is bounded by what is lost anyway: each table stands for
     * an open descriptor (RLIMIT_NOFILE), and its memory for pages that the kernel keeps pinned (RLIMIT_MEMLOCK).
     */
    private static final Set<MappedMemory> REACHED_BY_DEVICES = ConcurrentHashMap.newKeySet();

    private final String target;
    private final DmaMapper mapper;
    private final DmaSpace space;
    private boolean closed;

    public MappedMemory(String target, DmaMapper mapper) {
        this.target = target;
        this.mapper = mapper;
        space = new DmaSpace(target, Integer.MAX_VALUE);
    }

    public synchronized void map(DmaRegion region) {
        if (closed) {
            throw failure(region, Errno.EBADF, "closed");
        }
        MemorySegment memory = memoryOf(region);
        if (!region.readable() && !region.writable()) {
            throw failure(region, Errno.EINVAL, "neither readable nor writable");
        }
        mapper.map(region.iova(), memory, region.readable(), region.writable());
        REACHED_BY_DEVICES.add(this);
        try {
            space.map(region);
        } catch (VfioException failure) {
            try {
                mapper.unmap(region.iova(), region.size());
            } catch (VfioException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            releaseIfEmpty();
            throw failure;
        }
    }

    private MemorySegment memoryOf(DmaRegion region) {
        MemorySegment segment = switch (region.memory()) {
            case SharedMemory shared -> shared.segment();
            case SegmentMemory(MemorySegment own) -> own;
            default -> MemorySegment.NULL;
        };
        if (!segment.isNative() || segment.byteSize() == 0 || !segment.scope().isAlive()) {
            throw new VfioException(
                    target,
                    "VFIO_IOMMU_MAP_DMA(iova=0x%x)".formatted(region.iova()),
                    Errno.EFAULT,
                    "a device reaches native memory of this process only, while it is allocated: " + region.memory());
        }
        if (Long.compareUnsigned(segment.byteSize(), region.size()) < 0) {
            throw failure(region, Errno.EINVAL, "memory has only 0x%x bytes".formatted(segment.byteSize()));
        }
        return segment.asSlice(0, region.size());
    }

    private VfioException failure(DmaRegion region, Errno errno, String why) {
        return new VfioException(
                target, "VFIO_IOMMU_MAP_DMA(iova=0x%x, size=0x%x)".formatted(region.iova(), region.size()), errno, why);
    }

    public synchronized List<DmaRegion> unmap(long iova, long size) {
        return unmap(space.unmap(iova, size));
    }

    public synchronized List<DmaRegion> unmapAll() {
        return unmap(space.unmapAll());
    }

    /** Returns the addresses that can be mapped, by address. */
    public List<IovaRange> usable() {
        return mapper.usable();
    }

    /** Unmaps what it can; what is left is unmapped by the kernel when the files are closed. */
    public synchronized void close() {
        closed = true;
        for (DmaRegion region : space.unmapAll()) {
            try {
                mapper.unmap(region.iova(), region.size());
            } catch (VfioException _) {
                // The descriptor is closed or the device gone.
            }
        }
        REACHED_BY_DEVICES.remove(this);
    }

    private void releaseIfEmpty() {
        if (space.regions().isEmpty()) {
            REACHED_BY_DEVICES.remove(this);
        }
    }

    /** Tells whether this is kept from the garbage collector, because something is mapped. */
    boolean kept() {
        return REACHED_BY_DEVICES.contains(this);
    }

    private List<DmaRegion> unmap(List<DmaRegion> regions) {
        for (int i = 0; i < regions.size(); i++) {
            DmaRegion region = regions.get(i);
            try {
                mapper.unmap(region.iova(), region.size());
            } catch (VfioException failure) {
                regions.subList(i, regions.size()).forEach(space::map);
                throw failure;
            }
        }
        releaseIfEmpty();
        return regions;
    }
}
