// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.device.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Makes a BAR of memory with a descriptor. */
record SharedBarContents(SharedMemory memory, Optional<SharedMemory> sharedMemory) implements BarContents {
    @Override
    public void read(long offset, MemorySegment target, long at, int length) {
        memory.read(offset, target, at, length);
    }

    @Override
    public void write(long offset, MemorySegment source, long at, int length) {
        memory.write(offset, source, at, length);
    }

    @Override
    public boolean plainMemory() {
        return true;
    }
}
