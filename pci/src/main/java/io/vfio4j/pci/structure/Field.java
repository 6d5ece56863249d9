// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;

/**
 * Describes one field of a capability's registers, and what it holds.
 *
 * @param register the register's name, for example {@code PASID Capability}
 * @param name the field's, for example {@code Max PASID Width}; with the register unique in its capability
 * @param offset the register's first byte, from the start of the capability
 * @param bit the field's lowest bit in the register
 * @param width bits, 1 to 64
 * @param value as it is in the register, unsigned
 */
public record Field(String register, String name, int offset, int bit, int width, long value) {
    public Field {
        if (width < 1 || width > 64) {
            throw new IllegalArgumentException("width must be 1 to 64: width=" + width);
        }
        if (width < 64 && value >>> width != 0) {
            throw new IllegalArgumentException(
                    "%s must be 0 to 0x%x: %s=0x%x".formatted(name, (1L << width) - 1, name, value));
        }
    }

    /** Register and name, for example {@code PASID Capability: Max PASID Width}. */
    public String label() {
        return register + ": " + name;
    }

    /** Writes the field and leaves the other bits as they are; what is past the end of the space is dropped. */
    void write(ConfigSpace config, int start) {
        int first = start + offset + bit / 8;
        int shift = bit % 8;
        for (int done = 0; done < width; ) {
            int count = Math.min(8 - shift, width - done);
            int mask = ((1 << count) - 1) << shift;
            if (first < config.size()) {
                int bits = ((int) (value >>> done) << shift) & mask;
                config.setU8(first, (config.u8(first) & ~mask) | bits);
            }
            done += count;
            shift = 0;
            first++;
        }
    }

    /** For example {@code PASID Capability: Max PASID Width 20}. */
    @Override
    public String toString() {
        return width > 8 ? "%s 0x%x".formatted(label(), value) : "%s %d".formatted(label(), value);
    }
}
