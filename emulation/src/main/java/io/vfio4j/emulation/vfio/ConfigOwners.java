// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.pci.ConfigSpace;
import java.util.Arrays;

/**
 * Knows which structure each byte of the space belongs to: pci_config_map of {@code struct vfio_pci_core_device}. A
 * structure is the low 8 bits of its capability id, whether standard or extended; the header is 0.
 */
final class ConfigOwners {
    static final int HEADER = 0x00;
    /**
     * Owns bytes that exist only in the shadow: PCI_CAP_ID_INVALID_VIRT. Reached here only by an id that ends in 0xfe.
     */
    static final int SHADOW_ONLY = 0xfe;

    static final int UNASSIGNED = 0xff;
    /** Owns the bodies of hidden capabilities that are to read 0. */
    static final int BLANK = 0x100;

    private final short[] owners;
    private final short[] starts;

    /** Begins with a header, and everything else unassigned. */
    ConfigOwners(int size) {
        owners = new short[size];
        starts = new short[size];
        Arrays.fill(owners, ConfigSpace.HEADER_SIZE, size, (short) UNASSIGNED);
    }

    /** Gives a structure its bytes, as far as the space reaches. */
    void assign(int from, int length, int owner) {
        Arrays.fill(owners, from, Math.min(from + length, owners.length), (short) owner);
    }

    /** Gives the bytes that are unassigned to another owner. */
    void assignUnassigned(int from, int length, int owner) {
        for (int position = from; position < Math.min(from + length, owners.length); position++) {
            if (owners[position] == UNASSIGNED) {
                owners[position] = (short) owner;
            }
        }
    }

    /**
     * Finds where every structure starts: vfio_find_cap_start(). Two that adjoin and have the same owner are one, which
     * the kernel knows and leaves so. An extended capability with an id of 0 belongs to the header as far as the kernel
     * is concerned, so its own header is not virtual.
     */
    void findStarts() {
        for (int position = ConfigSpace.HEADER_SIZE; position < owners.length; position++) {
            short owner = owners[position];
            boolean first = position == ConfigSpace.HEADER_SIZE
                    || position == ConfigSpace.CONVENTIONAL_SIZE
                    || owner != owners[position - 1]
                    || !structured(owner);
            starts[position] = owner == HEADER ? 0 : first ? (short) position : starts[position - 1];
        }
    }

    int owner(int position) {
        return owners[position];
    }

    /** Returns the first byte of the structure at a position. */
    int start(int position) {
        return starts[position];
    }

    /** Returns the bytes of the widest aligned access from a position that stays within one dword and one structure. */
    int chunk(int position, int count) {
        short owner = owners[position];
        int same = 1;
        while (((position + same) & 3) != 0 && owners[position + same] == owner) {
            same++;
        }
        return ShadowSpace.naturalWidth(position, Math.min(count, same));
    }

    private static boolean structured(int owner) {
        return owner < SHADOW_ONLY;
    }
}
