// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

/**
 * How one structure of the configuration space is read and written: readfn and writefn of {@code struct perm_bits} in
 * drivers/vfio/pci/vfio_pci_config.c. An access is naturally aligned and lies within one dword and one structure.
 */
interface AccessPermissions {

    /**
     * Reads.
     *
     * @param position in the configuration space
     * @param count 1, 2 or 4 bytes
     * @param offset the same position, from the start of the structure
     * @return little-endian, zero-extended
     */
    int read(int position, int count, int offset);

    /** Writes the low {@code count} bytes of {@code value}; parameters as for {@link #read}. */
    void write(int position, int count, int offset, int value);
}
