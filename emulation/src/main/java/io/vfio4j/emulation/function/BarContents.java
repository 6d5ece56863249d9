// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.device.SharedMemory;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a BAR. Called by the thread that serves the function; offsets and lengths are within the BAR.
 *
 * <p>Implement it for registers with side effects; {@link #memory} and {@link #of} are for memory.
 */
public interface BarContents {

    /**
     * Reads bytes.
     *
     * @param offset in the BAR, in bytes
     * @param target where they go
     * @param at the first byte of {@code target} to fill
     * @param length how many, at least 1
     */
    void read(long offset, MemorySegment target, long at, int length);

    /**
     * Writes bytes.
     *
     * @param offset in the BAR, in bytes
     * @param source where they come from
     * @param at the first byte of {@code source} to write
     * @param length how many, at least 1
     */
    void write(long offset, MemorySegment source, long at, int length);

    /** The function was reset. */
    default void reset() {}

    /**
     * Whether this is memory without side effects, so that a long access may come in one piece. Otherwise accesses are
     * cut into naturally aligned ones of 8, 4, 2 and 1 bytes, as a host makes them.
     */
    default boolean plainMemory() {
        return false;
    }

    /** The memory that the BAR is, when another process may map it. */
    default @Nullable SharedMemory sharedMemory() {
        return null;
    }

    /** Memory, zero at first, that takes up room only where it was written to. A reset leaves its bytes alone. */
    static BarContents memory() {
        return new SparseMemory();
    }

    /**
     * Memory that another process may map. A reset leaves its bytes alone.
     *
     * @param memory as large as the BAR; whoever made it closes it, after the function was used
     */
    static BarContents of(SharedMemory memory) {
        return new SharedBarContents(memory);
    }
}
