// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.testing;

import io.vfio4j.device.SharedMemory;
import java.lang.foreign.MemorySegment;

/**
 * Memory whose descriptor is not for others.
 *
 * @param memory what it is
 */
record OwnMemory(SharedMemory memory) implements SharedMemory {
    @Override
    public boolean passable() {
        return false;
    }

    @Override
    public long size() {
        return memory.size();
    }

    @Override
    public MemorySegment segment() {
        return memory.segment();
    }

    @Override
    public int descriptor() {
        return memory.descriptor();
    }

    @Override
    public long descriptorOffset() {
        return memory.descriptorOffset();
    }

    @Override
    public void read(long offset, MemorySegment target, long at, long length) {
        memory.read(offset, target, at, length);
    }

    @Override
    public void write(long offset, MemorySegment source, long at, long length) {
        memory.write(offset, source, at, length);
    }

    @Override
    public void close() {
        memory.close();
    }
}
