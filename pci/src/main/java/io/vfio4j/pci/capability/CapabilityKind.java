// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

/**
 * Says what a capability is: all that its list header tells but the place of the next one.
 *
 * @param extended whether it belongs into the list that begins at 0x100
 * @param id 8 bits, or 16 bits when extended
 * @param version of the structure, 4 bits; 0 when not extended
 */
public record CapabilityKind(boolean extended, int id, int version) {
    public CapabilityKind {
        requireBits("id", id, extended ? 16 : 8);
        requireBits("version", version, extended ? 4 : 0);
    }

    /** The kind of an id, of version 1 when it is extended. */
    public static CapabilityKind of(CapabilityId id) {
        return new CapabilityKind(id.extended(), id.id(), id.extended() ? 1 : 0);
    }

    /**
     * The kind of an extended capability's id.
     *
     * @param version of the structure, 4 bits
     * @throws IllegalArgumentException for another version than 0 of an id that is not extended
     */
    public static CapabilityKind of(CapabilityId id, int version) {
        return new CapabilityKind(id.extended(), id.id(), version);
    }

    /** Bytes of the list header: 4 of an extended capability, else 2. */
    public int headerSize() {
        return extended ? 4 : 2;
    }

    private static void requireBits(String name, int value, int bits) {
        if (value < 0 || value >= 1 << bits) {
            throw new IllegalArgumentException("%s must have %d bits: %s=0x%x".formatted(name, bits, name, value));
        }
    }
}
