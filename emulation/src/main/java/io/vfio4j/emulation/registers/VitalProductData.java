// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import java.util.Arrays;

/** Stores what a VPD capability reads and writes, 4 bytes at a time, little-endian. */
public final class VitalProductData {
    private static final int LARGEST = 0x8000;

    private final byte[] bytes;

    /**
     * Makes storage with these bytes, copied.
     *
     * @param bytes at most 32768, and zeroes up to a multiple of 4
     */
    public VitalProductData(byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw new IllegalArgumentException("vital product data must have at most 32768 bytes: " + bytes.length);
        }
        this.bytes = Arrays.copyOf(bytes, (bytes.length + 3) & ~3);
    }

    /** Returns the 4 bytes at an address, of which the low two bits do not count; all ones where there is nothing. */
    int get(int address) {
        int at = address & ~3;
        if (at >= bytes.length) {
            return -1;
        }
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }

    /** Changes the 4 bytes at an address; nothing where there is nothing. */
    void set(int address, int value) {
        int at = address & ~3;
        for (int index = 0; index < 4 && at < bytes.length; index++) {
            bytes[at + index] = (byte) (value >>> (8 * index));
        }
    }
}
