// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

/**
 * Describes the PASID control register (PCIe 6.0, 7.8.8.3; PCI_PASID_CTRL of {@code linux/pci_regs.h}).
 *
 * @param enabled bit 0: the function may use PASIDs
 * @param execute bit 1: it may ask for execute permission
 * @param privileged bit 2: it may use privileged mode
 */
public record PasidControl(boolean enabled, boolean execute, boolean privileged) {
    /** Offset of the control register in the structure. */
    public static final int REGISTER_OFFSET = 6;

    /** Nothing enabled, as after a reset. */
    public static final PasidControl DISABLED = new PasidControl(false, false, false);

    /** Decodes the register; reserved bits are ignored. */
    public static PasidControl decode(int register) {
        return new PasidControl((register & 1) != 0, (register & 2) != 0, (register & 4) != 0);
    }

    /** Encodes the register, 16 bits. */
    public int encode() {
        return (enabled ? 1 : 0) | (execute ? 2 : 0) | (privileged ? 4 : 0);
    }
}
