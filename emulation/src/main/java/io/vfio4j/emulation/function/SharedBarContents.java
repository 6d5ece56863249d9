// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.device.SharedMemory;
import java.lang.foreign.MemorySegment;

/** A BAR that is memory with a descriptor. */
record SharedBarContents(SharedMemory sharedMemory) implements BarContents {
    @Override
    public void read(long offset, MemorySegment target, long at, int length) {
        sharedMemory.read(offset, target, at, length);
    }

    @Override
    public void write(long offset, MemorySegment source, long at, int length) {
        sharedMemory.write(offset, source, at, length);
    }

    @Override
    public boolean plainMemory() {
        return true;
    }
}
