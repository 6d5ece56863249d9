// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.emulation.function.RootComplex;
import io.vfio4j.emulation.interrupts.InterruptState;
import java.lang.foreign.MemorySegment;

/** Leads a function's interrupts to its user's events, and its memory accesses to what its user mapped. */
record DeviceRootComplex(InterruptState interrupts, DmaSpace memory) implements RootComplex {
    @Override
    public boolean interrupt(int vector) {
        return interrupts.raise(vector);
    }

    @Override
    public void readMemory(long iova, MemorySegment destination, long at, long length) {
        memory.read(iova, destination, at, length);
    }

    @Override
    public void writeMemory(long iova, MemorySegment source, long at, long length) {
        memory.write(iova, source, at, length);
    }
}
