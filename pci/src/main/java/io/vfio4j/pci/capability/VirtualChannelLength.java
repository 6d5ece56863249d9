// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

/**
 * Measures the Virtual Channel structures with their arbitration tables (PCI Express Base Specification 6.0, 7.9.1 and
 * 7.9.2).
 */
final class VirtualChannelLength {
    private static final int FIXED = 16;
    private static final int PER_CHANNEL = 12;

    private VirtualChannelLength() {}

    static int of(RegisterReader registers) {
        int channels = 1 + registers.bits(4, 0, 3);
        int end = FIXED + PER_CHANNEL * channels;
        end = Math.max(end, tableEnd(registers, 8, arbitrationPhases(registers) * 4));
        int bitsPerPhase = 1 << registers.bits(4, 10, 2);
        for (int channel = 0; channel < channels; channel++) {
            int resource = FIXED + PER_CHANNEL * channel;
            end = Math.max(end, tableEnd(registers, resource, phases(registers, resource) * bitsPerPhase));
        }
        return end;
    }

    /** Bits 31:24 of both registers are where the table is, in 16 bytes; 0 when there is none. */
    private static int tableEnd(RegisterReader registers, int register, int bits) {
        int offset = 16 * registers.bits(register, 24, 8);
        return offset == 0 ? 0 : offset + bits / 8;
    }

    /** Of the port's own arbitration table: 4 bits each. */
    private static int arbitrationPhases(RegisterReader registers) {
        if (registers.bit(8, 3)) {
            return 128;
        }
        if (registers.bit(8, 2)) {
            return 64;
        }
        return registers.bit(8, 1) ? 32 : 0;
    }

    private static int phases(RegisterReader registers, int resource) {
        if (registers.bit(resource, 5)) {
            return 256;
        }
        if (registers.bit(resource, 4) || registers.bit(resource, 3)) {
            return 128;
        }
        if (registers.bit(resource, 2)) {
            return 64;
        }
        return registers.bit(resource, 1) ? 32 : 0;
    }
}
