// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;

/**
 * Serves a function: it delivers the function's interrupts and carries out its memory accesses. An {@link
 * io.vfio4j.emulation.EmulatedDevice} is one; a test of a device model may be another. Device models see a {@link Bus}.
 *
 * <p>Every method may be called from any thread.
 */
public interface RootComplex {

    /** Serves nobody: interrupts are dropped and memory accesses fail with EFAULT. */
    RootComplex NONE = new RootComplex() {
        @Override
        public boolean interrupt(int vector) {
            return false;
        }

        @Override
        public void readMemory(long iova, MemorySegment target, long at, long length) {
            throw notConnected("DMA read");
        }

        @Override
        public void writeMemory(long iova, MemorySegment source, long at, long length) {
            throw notConnected("DMA write");
        }

        private static VfioException notConnected(String operation) {
            return new VfioException("function", operation, Errno.EFAULT, "no device is open over the function");
        }
    };

    /** Delivers an interrupt, as {@link Bus#interrupt} says. */
    boolean interrupt(int vector);

    /** Carries out {@link Bus#readMemory(long, MemorySegment, long, long)}; bus mastering is on. */
    void readMemory(long iova, MemorySegment target, long at, long length);

    /** Carries out {@link Bus#writeMemory(long, MemorySegment, long, long)}; bus mastering is on. */
    void writeMemory(long iova, MemorySegment source, long at, long length);
}
