// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

/**
 * Reads and writes the registers of a region, little-endian: as mapped memory where the device lets a region be mapped,
 * else through {@link io.vfio4j.device.VfioDevice#read} and write.
 *
 * <p>Every access is made once, with the width of the method, and in program order with the thread's accesses to other
 * registers and to DMA memory. Offsets are bytes from the start of the region and multiples of the width; a mapped
 * access to any other one throws an {@link IllegalArgumentException}, one outside of the region an {@link
 * IndexOutOfBoundsException}. Accesses through the device throw the device's {@link io.vfio4j.device.VfioException}.
 *
 * <p>Used by the thread that uses the device. Nothing here allocates.
 */
public abstract sealed class DeviceRegisters permits MappedRegisters, MessageRegisters {
    DeviceRegisters() {}

    /** Reads 8 bits, 0 to 255. */
    public abstract int u8(long offset);

    /** Reads 16 bits, 0 to 65535. */
    public abstract int u16(long offset);

    /** Reads 32 bits, as they are. */
    public abstract int u32(long offset);

    /** Reads 64 bits, as they are. */
    public abstract long u64(long offset);

    /** Writes the low 8 bits of a value. */
    public abstract void u8(long offset, int value);

    /** Writes the low 16 bits of a value. */
    public abstract void u16(long offset, int value);

    /** Writes 32 bits. */
    public abstract void u32(long offset, int value);

    /** Writes 64 bits. */
    public abstract void u64(long offset, long value);
}
