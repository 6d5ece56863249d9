// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Holds the bytes of a configuration space: 256 of a conventional function, 4096 of a PCI Express one.
 *
 * <p>Registers are little-endian. Values of {@link #u8} and {@link #u16} are unsigned; {@link #u32} returns the 32 bits
 * as they are. Not thread-safe. Any access outside the space is an {@link IndexOutOfBoundsException}.
 */
public final class ConfigSpace {
    /** Bytes of the header, which is where a function's own capabilities may begin (PCI_STD_HEADER_SIZEOF). */
    public static final int HEADER_SIZE = 0x40;
    /** Bytes of a conventional space (PCI_CFG_SPACE_SIZE). */
    public static final int CONVENTIONAL_SIZE = 256;
    /** Bytes of an extended space (PCI_CFG_SPACE_EXP_SIZE). */
    public static final int EXTENDED_SIZE = 4096;

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;

    private ConfigSpace(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Makes an empty space, all zeroes.
     *
     * @param size 256 or 4096
     * @throws IllegalArgumentException for any other
     */
    public static ConfigSpace ofSize(int size) {
        return new ConfigSpace(new byte[requireSize(size)]);
    }

    /**
     * Makes a space with these bytes, copied.
     *
     * @param bytes 256 or 4096 of them
     * @throws IllegalArgumentException for any other number
     */
    public static ConfigSpace of(byte[] bytes) {
        requireSize(bytes.length);
        return new ConfigSpace(bytes.clone());
    }

    /** The number of bytes: 256 or 4096. */
    public int size() {
        return bytes.length;
    }

    /** Says whether there is room for extended capabilities: 4096 bytes. */
    public boolean extended() {
        return bytes.length == EXTENDED_SIZE;
    }

    /** The layout of the header, 7 bits: {@link Registers#HEADER_TYPE_NORMAL} and the like. */
    public int headerType() {
        return u8(Registers.HEADER_TYPE) & Registers.HEADER_TYPE_MASK;
    }

    /** Reads 8 bits, as an unsigned number. */
    public int u8(int offset) {
        return bytes[offset] & 0xff;
    }

    /** Reads 16 bits, as an unsigned number; the offset may be any. */
    public int u16(int offset) {
        return (short) U16.get(bytes, offset) & 0xffff;
    }

    /** Reads 32 bits as they are; the offset may be any. */
    public int u32(int offset) {
        return (int) U32.get(bytes, offset);
    }

    /** Writes the low 8 bits of a value. */
    public void setU8(int offset, int value) {
        bytes[offset] = (byte) value;
    }

    /** Writes the low 16 bits of a value; the offset may be any. */
    public void setU16(int offset, int value) {
        U16.set(bytes, offset, (short) value);
    }

    /** Writes 32 bits; the offset may be any. */
    public void setU32(int offset, int value) {
        U32.set(bytes, offset, value);
    }

    /** Copies the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** Makes a copy that changes on its own. */
    public ConfigSpace copy() {
        return new ConfigSpace(bytes.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigSpace that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "ConfigSpace[%d bytes, %04x:%04x]"
                .formatted(bytes.length, u16(Registers.VENDOR_ID), u16(Registers.DEVICE_ID));
    }

    private static int requireSize(int size) {
        if (size != CONVENTIONAL_SIZE && size != EXTENDED_SIZE) {
            throw new IllegalArgumentException("size must be 256 or 4096: size=" + size);
        }
        return size;
    }
}
