// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.lang.foreign.MemorySegment;

/**
 * Backs device addresses with memory whose descriptor another process can map: a memfd, a received descriptor, a
 * device's BAR.
 */
public interface SharedMemory extends DmaMemory, AutoCloseable {

    /**
     * Returns the mapping in this process. Another process may truncate it; {@link DmaMemory} says what happens then.
     */
    MemorySegment segment();

    /** Returns the file descriptor that can be passed on; owned by this object. */
    int descriptor();

    /** Returns the offset of the segment in the descriptor's file, in bytes. */
    long descriptorOffset();

    /**
     * Tells whether the descriptor may be given to another process. A VFIO device's own descriptor may not: who has it
     * has the whole device, and keeps it.
     */
    default boolean passable() {
        return true;
    }

    @Override
    void close();
}
