// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;

/** Describes the layout of a field, of which {@link Field} is a value. */
record BitField(String register, String name, int offset, int bit, int width) {

    static BitField flag(String register, String name, int offset, int bit) {
        return new BitField(register, name, offset, bit, 1);
    }

    /** Reads up to 32 bits; all 32 come as they are. */
    int get(ConfigSpace config, int start) {
        return (int) getLong(config, start);
    }

    long getLong(ConfigSpace config, int start) {
        int first = start + offset + bit / 8;
        int shift = bit % 8;
        long value = 0;
        for (int index = 0; 8 * index < shift + width; index++) {
            value |= (long) config.u8(first + index) << (8 * index);
        }
        value >>>= shift;
        return width == 64 ? value : value & ((1L << width) - 1);
    }

    boolean isSet(ConfigSpace config, int start) {
        return get(config, start) != 0;
    }

    /** @throws IllegalArgumentException when the value does not fit */
    Field of(long value) {
        return new Field(register, name, offset, bit, width, value);
    }

    /** @throws IllegalArgumentException when the value does not fit; 32-bit registers take any int */
    Field of(int value) {
        return of(width == 32 ? Integer.toUnsignedLong(value) : value);
    }

    Field of(boolean value) {
        return of(value ? 1L : 0L);
    }
}
