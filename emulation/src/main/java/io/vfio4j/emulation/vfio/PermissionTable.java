// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

/**
 * Says which bits of a structure vfio-pci virtualises and which it lets its user write: {@code struct perm_bits} of
 * drivers/vfio/pci/vfio_pci_config.c.
 *
 * <p>A bit that is set in neither map is read from the hardware and cannot be written. An offset beyond the table,
 * which two adjoining structures with the same id lead to, has no bits set.
 */
final class PermissionTable {
    static final int ALL_16 = 0xffff;
    static final int ALL_32 = -1;

    private final byte[] virtual;
    private final byte[] writable;

    private PermissionTable(byte[] virtual, byte[] writable) {
        this.virtual = virtual;
        this.writable = writable;
    }

    /** Starts a table for a structure of so many bytes, rounded up to whole dwords. */
    static Builder ofSize(int size) {
        return new Builder((size + 3) & ~3);
    }

    /** Returns the bits of {@code count} bytes that come from, and go to, the shadow. */
    int virtual(int offset, int count) {
        return bits(virtual, offset, count);
    }

    /** Returns the bits of {@code count} bytes that may be written. */
    int writable(int offset, int count) {
        return bits(writable, offset, count);
    }

    private static int bits(byte[] map, int offset, int count) {
        int bits = 0;
        for (int i = 0; i < count && offset + i < map.length; i++) {
            bits |= (map[offset + i] & 0xff) << (8 * i);
        }
        return bits;
    }

    /** Fills a table, register by register. */
    static final class Builder {
        private final byte[] virtual;
        private final byte[] writable;

        private Builder(int size) {
            virtual = new byte[size];
            writable = new byte[size];
        }

        Builder u8(int offset, int virtualBits, int writableBits) {
            return set(offset, 1, virtualBits, writableBits);
        }

        Builder u16(int offset, int virtualBits, int writableBits) {
            return set(offset, 2, virtualBits, writableBits);
        }

        Builder u32(int offset, int virtualBits, int writableBits) {
            return set(offset, 4, virtualBits, writableBits);
        }

        PermissionTable build() {
            return new PermissionTable(virtual, writable);
        }

        private Builder set(int offset, int width, int virtualBits, int writableBits) {
            for (int i = 0; i < width; i++) {
                virtual[offset + i] = (byte) (virtualBits >>> (8 * i));
                writable[offset + i] = (byte) (writableBits >>> (8 * i));
            }
            return this;
        }
    }
}
