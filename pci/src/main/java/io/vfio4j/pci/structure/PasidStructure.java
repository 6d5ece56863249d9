// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

/**
 * Holds the registers of a PASID extended capability, as the hardware has them.
 *
 * @param version the structure's version from its header, 4 bits
 * @param capabilityRegister 16 bits at offset 4
 * @param controlRegister 16 bits at offset 6
 */
public record PasidStructure(int version, int capabilityRegister, int controlRegister) {
    public PasidStructure {
        requireBits("version", version, 4);
        requireBits("capabilityRegister", capabilityRegister, 16);
        requireBits("controlRegister", controlRegister, 16);
    }

    /** The capability register, decoded as structure version 1 defines it. */
    public PasidCapability capability() {
        return PasidCapability.decode(capabilityRegister);
    }

    /** The control register, decoded as structure version 1 defines it. */
    public PasidControl control() {
        return PasidControl.decode(controlRegister);
    }

    private static void requireBits(String name, int value, int bits) {
        if (value < 0 || value >= 1 << bits) {
            throw new IllegalArgumentException("%s must have %d bits: %s=0x%x".formatted(name, bits, name, value));
        }
    }
}
