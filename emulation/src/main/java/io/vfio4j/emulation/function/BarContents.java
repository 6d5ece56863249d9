// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.device.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Answers accesses to a BAR: it is the device logic or the memory behind it. {@link #read} and {@link #write} are
 * called by the thread that serves the function, with offsets and lengths within the BAR. {@link FunctionListener} says
 * who tells of the rest.
 *
 * <p>{@link RegisterBlock} is for registers; {@link #memory} and {@link #of} are for memory. Contents that interrupt or
 * do DMA are made by a function of the {@link Bus}, which {@link PciFunctionBuilder#bar(int, long,
 * java.util.function.Function)} takes.
 */
public interface BarContents extends FunctionListener {

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

    /**
     * Returns whether this is memory without side effects, so that a long access may come in one piece. Otherwise
     * accesses are cut into naturally aligned ones of 8, 4, 2 and 1 bytes, as a host makes them.
     */
    default boolean plainMemory() {
        return false;
    }

    /** Returns the memory that the BAR is, when another process may map it. Allocates nothing. */
    default Optional<SharedMemory> sharedMemory() {
        return Optional.empty();
    }

    /** Makes memory, zero at first, that takes up room only where it was written to. A reset leaves it alone. */
    static BarContents memory() {
        return new SparseMemory();
    }

    /**
     * Makes a BAR of memory that another process may map. A reset leaves its bytes alone.
     *
     * @param memory as large as the BAR; whoever made it closes it, after the function was used
     */
    static BarContents of(SharedMemory memory) {
        return new SharedBarContents(memory, Optional.of(memory));
    }
}
