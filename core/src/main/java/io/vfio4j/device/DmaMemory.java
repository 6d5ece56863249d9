// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.lang.foreign.MemorySegment;

/**
 * Backs a range of device addresses: memory of this process, memory shared with a peer, or messages to a peer.
 *
 * <p>Any thread may use it, as any bus master may use memory; what two threads write at once is the device's business.
 */
public interface DmaMemory {

    /** Returns how many bytes there are. */
    long size();

    /**
     * Copies memory to a buffer.
     *
     * @param offset the first byte to read, from the start of this memory
     * @param target where the bytes go
     * @param at the first byte of {@code target} to fill
     * @param length bytes
     * @throws VfioException EFAULT when the memory is not there (any more)
     */
    void read(long offset, MemorySegment target, long at, long length);

    /**
     * Copies a buffer to memory.
     *
     * @param offset the first byte to write, from the start of this memory
     * @param source where the bytes come from
     * @param at the first byte of {@code source} to write
     * @param length bytes
     * @throws VfioException EFAULT when the memory is not there (any more)
     */
    void write(long offset, MemorySegment source, long at, long length);
}
