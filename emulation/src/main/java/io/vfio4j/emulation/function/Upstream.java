// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;

/** What is between a function and the rest of the machine: interrupts go up there, and memory is reached through it. */
public interface Upstream {

    /** Nobody there: interrupts vanish and memory accesses fail. */
    Upstream NOTHING = new Upstream() {
        @Override
        public void interrupt(InterruptKind kind, int vector) {}

        @Override
        public void readMemory(long iova, MemorySegment target, long at, long length) {
            throw notConnected();
        }

        @Override
        public void writeMemory(long iova, MemorySegment source, long at, long length) {
            throw notConnected();
        }

        private static VfioException notConnected() {
            return new VfioException("function", "DMA", Errno.EFAULT, "the function is not connected");
        }
    };

    /** The ways of a function to interrupt. */
    enum InterruptKind {
        INTX,
        MSI,
        MSIX
    }

    /**
     * Sends an interrupt. Any thread.
     *
     * @param vector counted from 0; one that is not set up is dropped
     */
    void interrupt(InterruptKind kind, int vector);

    /**
     * Reads memory that the device may reach.
     *
     * @param iova the first address
     * @param target where the bytes go
     * @param at the first byte of {@code target} to fill
     * @param length bytes
     * @throws VfioException EFAULT where nothing is mapped or reading is not permitted
     */
    void readMemory(long iova, MemorySegment target, long at, long length);

    /**
     * Writes memory that the device may reach.
     *
     * @param iova the first address
     * @param source where the bytes come from
     * @param at the first byte of {@code source} to write
     * @param length bytes
     * @throws VfioException EFAULT where nothing is mapped or writing is not permitted
     */
    void writeMemory(long iova, MemorySegment source, long at, long length);
}
