package io.vfio4j.dma;

import java.lang.foreign.MemorySegment;

/** Memory of this process, for tests. */
record SegmentMemory(MemorySegment segment) implements DmaMemory {
    @Override
    public long size() {
        return segment.byteSize();
    }

    @Override
    public void read(long offset, MemorySegment target, long at, long length) {
        MemorySegment.copy(segment, offset, target, at, length);
    }

    @Override
    public void write(long offset, MemorySegment source, long at, long length) {
        MemorySegment.copy(source, at, segment, offset, length);
    }
}
