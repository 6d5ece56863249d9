// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import java.lang.foreign.MemorySegment;

/**
 * Connects a device model with the machine around it: interrupts, the memory that its driver mapped, and its own
 * configuration registers. A function has one bus for life. Whatever serves the function stands behind it; while
 * nothing does, interrupts are dropped and memory accesses fail.
 *
 * <p>Every method may be called from any thread, so a model may work on threads of its own. Memory accesses and
 * interrupts allocate nothing. An access that meets an unmapping either completes before the unmapping returns or fails
 * with EFAULT; an interrupt that meets a change of the driver's events goes to the old one, the new one, or nowhere.
 *
 * <p>Memory accesses take no lock of this library, and listeners are called without one. But memory that the driver
 * mapped without a descriptor is reached by messages to it, and their answers may come through the very thread that
 * serves the function. So a model does not hold a lock over a memory access that the serving thread may want, and the
 * serving thread does not wait for a thread that may be in one: the access ends when the server is closed, not before.
 */
public interface Bus {

    /**
     * Interrupts the driver through whichever of INTx, MSI and MSI-X it has set up.
     *
     * @param vector counted from 0; INTx has one line, to which every vector that is not negative goes
     * @return whether an event was signalled; not so for a vector that the driver has not set up, for MSI and MSI-X
     *     while bus mastering is off, which drops them, and for INTx while it is masked, which is delivered when the
     *     driver unmasks it
     */
    boolean interrupt(int vector);

    /**
     * Reads memory of the driver.
     *
     * @param iova the first address, as the driver gave it to the device
     * @param target where the bytes go
     * @param at the first byte of {@code target} to fill
     * @param length bytes
     * @throws io.vfio4j.device.VfioException EFAULT where nothing is mapped or reading is not permitted, while bus
     *     mastering is off, and while nothing serves the function
     */
    void readMemory(long iova, MemorySegment target, long at, long length);

    /**
     * Writes memory of the driver.
     *
     * @param iova the first address, as the driver gave it to the device
     * @param source where the bytes come from
     * @param at the first byte of {@code source} to write
     * @param length bytes
     * @throws io.vfio4j.device.VfioException EFAULT where nothing is mapped or writing is not permitted, while bus
     *     mastering is off, and while nothing serves the function
     */
    void writeMemory(long iova, MemorySegment source, long at, long length);

    /** Fills a segment with memory of the driver, as {@link #readMemory(long, MemorySegment, long, long)}. */
    default void readMemory(long iova, MemorySegment target) {
        readMemory(iova, target, 0, target.byteSize());
    }

    /** Writes a whole segment to memory of the driver, as {@link #writeMemory(long, MemorySegment, long, long)}. */
    default void writeMemory(long iova, MemorySegment source) {
        writeMemory(iova, source, 0, source.byteSize());
    }

    /** Reads 4 bytes of memory, little-endian, as {@link #readMemory(long, MemorySegment, long, long)}. */
    int readInt(long iova);

    /** Reads 8 bytes of memory, little-endian, as {@link #readMemory(long, MemorySegment, long, long)}. */
    long readLong(long iova);

    /** Writes 4 bytes of memory, little-endian, as {@link #writeMemory(long, MemorySegment, long, long)}. */
    void writeInt(long iova, int value);

    /** Writes 8 bytes of memory, little-endian, as {@link #writeMemory(long, MemorySegment, long, long)}. */
    void writeLong(long iova, long value);

    /**
     * Returns whether the driver lets the function reach memory and interrupt with MSI and MSI-X, which are writes to
     * memory: Bus Master Enable (PCIe 6.0, 7.5.1.1.3).
     */
    boolean busMaster();

    /**
     * Reads the function's own configuration registers.
     *
     * @param offset in bytes, a multiple of {@code width}
     * @param width 1, 2 or 4 bytes
     * @return the value, zero-extended when {@code width} is 1 or 2
     * @throws IllegalArgumentException for another width, and for an access not aligned or not within the space
     */
    int readConfig(int offset, int width);

    /** Tells a listener what happens to the function from now on, after those that listen already. */
    void listen(FunctionListener listener);
}
