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
 * What was mapped through a device, or through a container that devices share. The kernel is asked first and has the
 * last word; the table knows what an unmap of a range has to unmap, and keeps memory that the garbage collector frees
 * alive for as long as a device may reach it, even when nobody refers to the device any more. Any thread may use it:
 * what one maps while another closes it is unmapped, or not mapped at all.
 */
public final class MappedMemory {
    private static final Set<MappedMemory> MAPPED = ConcurrentHashMap.newKeySet();

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
        MAPPED.add(this);
        try {
            space.map(region);
        } catch (VfioException failure) {
            try {
                mapper.unmap(region.iova(), region.size());
            } catch (VfioException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
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

    public synchronized long unmap(long iova, long size) {
        return unmap(space.unmap(iova, size));
    }

    public synchronized long unmapAll() {
        return unmap(space.unmapAll());
    }

    /** Addresses that can be mapped, by address. */
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
        MAPPED.remove(this);
    }

    private long unmap(List<DmaRegion> regions) {
        for (int i = 0; i < regions.size(); i++) {
            DmaRegion region = regions.get(i);
            try {
                mapper.unmap(region.iova(), region.size());
            } catch (VfioException failure) {
                regions.subList(i, regions.size()).forEach(space::map);
                throw failure;
            }
        }
        return DmaSpace.bytes(regions);
    }
}
