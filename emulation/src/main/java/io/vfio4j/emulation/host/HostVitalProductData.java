// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;

/**
 * Accesses a function's Vital Product Data as a host does: pci_read_vpd() and pci_write_vpd() of drivers/pci/vpd.c. The
 * function answers an access before its register write returns, or never.
 */
public final class HostVitalProductData {
    /** Bytes of the capability. */
    static final int LENGTH = 8;

    private static final int ADDRESS = 2;
    private static final int DATA = 4;
    private static final int COMPLETED = 0x8000;
    private static final int MAX_SIZE = 0x8000;
    private static final int LARGE_RESOURCE = 0x80;
    private static final int SMALL_END_TAG = 0x0f;
    private static final int UNKNOWN = -1;
    private static final int UNUSABLE = -2;

    private final PciFunction function;
    private final int capability;
    private int size = UNKNOWN;
    private boolean failed;

    /**
     * Accesses the data of a function.
     *
     * @param capability its Vital Product Data capability, 0 when it has none
     */
    HostVitalProductData(PciFunction function, int capability) {
        this.function = function;
        this.capability = capability;
    }

    /**
     * Reads 4 bytes; what lies beyond the data reads 0.
     *
     * @return the bytes, little-endian, or a negative number on failure
     */
    public long readDword(int address) {
        if (!available()) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < 4 && address + i < size; i++) {
            long unit = readUnit((address + i) & ~3);
            if (failed) {
                return -1;
            }
            int shift = 8 * ((address + i) & 3);
            value |= ((unit >>> shift) & 0xff) << (8 * i);
        }
        return value;
    }

    /** Writes 4 bytes at a multiple of 4 within the data; returns whether that happened. */
    public boolean writeDword(int address, int value) {
        if (!available() || (address & 3) != 0 || address + 4 > size) {
            return false;
        }
        function.writeConfig(capability + DATA, 4, value);
        function.writeConfig(capability + ADDRESS, 2, address | COMPLETED);
        return (function.readConfig(capability + ADDRESS, 2) & COMPLETED) == 0;
    }

    private boolean available() {
        if (capability == 0) {
            return false;
        }
        if (size == UNKNOWN) {
            size = measure();
        }
        return size != UNUSABLE;
    }

    /** Measures the resources up to the end tag: pci_vpd_size(). */
    private int measure() {
        failed = false;
        int offset = 0;
        while (offset < MAX_SIZE) {
            int tag = readByte(offset);
            if (failed) {
                return end(offset);
            }
            if (offset == 0 && (tag == 0x00 || tag == 0xff)) {
                return UNUSABLE;
            }
            boolean large = (tag & LARGE_RESOURCE) != 0;
            int length = large ? readByte(offset + 1) | (readByte(offset + 2) << 8) : tag & 7;
            if (failed || offset + length > MAX_SIZE) {
                return end(offset);
            }
            offset += (large ? 3 : 1) + length;
            if (!large && tag >>> 3 == SMALL_END_TAG) {
                return offset;
            }
        }
        return offset;
    }

    private static int end(int offset) {
        return offset == 0 ? UNUSABLE : offset;
    }

    private int readByte(int address) {
        return address < MAX_SIZE ? (int) (readUnit(address & ~3) >>> (8 * (address & 3))) & 0xff : 0;
    }

    private long readUnit(int address) {
        function.writeConfig(capability + ADDRESS, 2, address);
        failed = (function.readConfig(capability + ADDRESS, 2) & COMPLETED) == 0;
        return failed ? 0 : function.readConfig(capability + DATA, 4) & 0xffffffffL;
    }
}
