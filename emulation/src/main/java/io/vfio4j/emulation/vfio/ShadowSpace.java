// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;

/**
 * Holds the bytes that vfio-pci keeps of its own for a function, beside its registers: vconfig of {@code struct
 * vfio_pci_core_device}.
 */
final class ShadowSpace {
    private final ConfigSpace bytes;
    private final int size;

    ShadowSpace(int size) {
        this.bytes = ConfigSpace.ofSize(size);
        this.size = size;
    }

    int size() {
        return size;
    }

    int get(int position, int count) {
        return switch (count) {
            case 1 -> bytes.u8(position);
            case 2 -> bytes.u16(position);
            default -> bytes.u32(position);
        };
    }

    void set(int position, int count, int value) {
        switch (count) {
            case 1 -> bytes.setU8(position, value);
            case 2 -> bytes.setU16(position, value);
            default -> bytes.setU32(position, value);
        }
    }

    int u8(int position) {
        return bytes.u8(position);
    }

    int u16(int position) {
        return bytes.u16(position);
    }

    int u32(int position) {
        return bytes.u32(position);
    }

    /** Copies hardware registers, in the widest aligned accesses there are: vfio_fill_vconfig_bytes(). */
    void fill(PciFunction hardware, int from, int length) {
        int end = Math.min(from + length, size);
        int position = from;
        while (position < end) {
            int count = naturalWidth(position, end - position);
            set(position, count, hardware.readConfig(position, count));
            position += count;
        }
    }

    /** Returns the widest access of 4, 2 or 1 bytes that is aligned at a position and not longer than what is left. */
    static int naturalWidth(int position, int left) {
        if (left >= 4 && (position & 3) == 0) {
            return 4;
        }
        return left >= 2 && (position & 1) == 0 ? 2 : 1;
    }
}
