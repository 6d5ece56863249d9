package io.vfio4j.kernel.device;

import io.vfio4j.device.Errno;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.dma.DmaRegion;
import io.vfio4j.dma.DmaSpace;
import io.vfio4j.dma.SegmentMemory;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What is mapped for a device. The kernel is asked first and has the last word; the table keeps the memory alive while
 * the device may reach it, and knows what an unmap of a range has to unmap.
 */
final class DeviceDma {
    private final String target;
    private final DmaMapper mapper;
    private final DmaSpace space;

    DeviceDma(String target, DmaMapper mapper) {
        this.target = target;
        this.mapper = mapper;
        space = new DmaSpace(target, Integer.MAX_VALUE);
    }

    void map(DmaRegion region) {
        MemorySegment memory = memoryOf(region);
        mapper.map(region.iova(), memory, region.readable(), region.writable());
        try {
            space.map(region);
        } catch (VfioException failure) {
            mapper.unmap(region.iova(), region.size());
            throw failure;
        }
    }

    private MemorySegment memoryOf(DmaRegion region) {
        MemorySegment segment = switch (region.memory()) {
            case SharedMemory shared -> shared.segment();
            case SegmentMemory(MemorySegment own) -> own;
            default -> MemorySegment.NULL;
        };
        if (!segment.isNative() || segment.byteSize() == 0) {
            throw new VfioException(
                    target,
                    "VFIO_IOMMU_MAP_DMA(iova=0x%x)".formatted(region.iova()),
                    Errno.EFAULT,
                    "a device reaches native memory of this process only: " + region.memory());
        }
        if (Long.compareUnsigned(segment.byteSize(), region.size()) < 0) {
            throw new VfioException(
                    target,
                    "VFIO_IOMMU_MAP_DMA(iova=0x%x, size=0x%x)".formatted(region.iova(), region.size()),
                    Errno.EINVAL,
                    "memory has only 0x%x bytes".formatted(segment.byteSize()));
        }
        return segment.asSlice(0, region.size());
    }

    long unmap(long iova, long size) {
        return unmap(space.unmap(iova, size));
    }

    long unmapAll() {
        return unmap(space.unmapAll());
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
