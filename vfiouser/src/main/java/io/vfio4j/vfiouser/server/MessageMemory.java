// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.DmaMemory;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;

/**
 * Backs device addresses with memory of a client that is reached through messages.
 *
 * @param dma how
 * @param address the first device address of the region
 * @param size bytes, unsigned
 */
record MessageMemory(MessageDma dma, long address, long size) implements DmaMemory {

    @Override
    public void read(long offset, MemorySegment target, long at, long length) {
        requireInside("DMA_READ", offset, length);
        dma.read(address + offset, target, at, length);
    }

    @Override
    public void write(long offset, MemorySegment source, long at, long length) {
        requireInside("DMA_WRITE", offset, length);
        dma.write(address + offset, source, at, length);
    }

    private void requireInside(String operation, long offset, long length) {
        if (length < 0 || Long.compareUnsigned(offset, size) > 0 || Long.compareUnsigned(length, size - offset) > 0) {
            throw new VfioException(
                    "memory at 0x%x".formatted(address),
                    operation,
                    Errno.EFAULT,
                    "offset=0x%x length=0x%x size=0x%x".formatted(offset, length, size));
        }
    }
}
