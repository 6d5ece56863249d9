// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.lang.foreign.MemorySegment;

/**
 * Backs device addresses with memory of this process, without a descriptor: a peer reaches it through messages.
 *
 * @param segment heap or native memory; a confined one serves its own thread only
 */
public record SegmentMemory(MemorySegment segment) implements DmaMemory {
    @Override
    public long size() {
        return segment.byteSize();
    }

    @Override
    public void read(long offset, MemorySegment target, long at, long length) {
        requireInside("read", offset, length);
        MemorySegment.copy(segment, offset, target, at, length);
    }

    @Override
    public void write(long offset, MemorySegment source, long at, long length) {
        requireInside("write", offset, length);
        MemorySegment.copy(source, at, segment, offset, length);
    }

    private void requireInside(String operation, long offset, long length) {
        if (offset < 0 || length < 0 || length > segment.byteSize() - offset) {
            throw new VfioException(
                    "memory",
                    operation,
                    Errno.EFAULT,
                    "bytes 0x%x to 0x%x of 0x%x".formatted(offset, offset + length, segment.byteSize()));
        }
    }
}
