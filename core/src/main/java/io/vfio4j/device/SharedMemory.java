// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.lang.foreign.MemorySegment;

/** Memory with a descriptor that another process can map: a memfd, a received descriptor, a device's BAR. */
public interface SharedMemory extends DmaMemory, AutoCloseable {

    /** The mapping in this process. Another process may truncate it; {@link DmaMemory} says what happens then. */
    MemorySegment segment();

    /** The file descriptor that can be passed on; owned by this object. */
    int descriptor();

    /** Where in the descriptor's file the segment begins, in bytes. */
    long descriptorOffset();

    /**
     * Whether the descriptor may be given to another process. A VFIO device's own descriptor may not: who has it has
     * the whole device, and keeps it.
     */
    default boolean passable() {
        return true;
    }

    @Override
    void close();
}
