// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

/**
 * Reads and writes one structure of the configuration space for the user: readfn and writefn of {@code struct
 * perm_bits} in drivers/vfio/pci/vfio_pci_config.c. An access is naturally aligned and lies within one dword and one
 * structure.
 */
interface AccessPermissions {

    /**
     * Returns what the user reads.
     *
     * @param start of the structure in the configuration space
     * @param offset in the structure
     * @param count 1, 2 or 4 bytes
     * @return little-endian, zero-extended
     */
    int load(int start, int offset, int count);

    /** Takes what the user writes: the low {@code count} bytes of {@code value}. */
    void store(int start, int offset, int count, int value);
}
