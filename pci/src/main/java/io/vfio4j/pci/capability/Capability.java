// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

/**
 * Describes one entry of a capability list: its header, not its contents.
 *
 * @param extended whether it is in the extended space, from 0x100 on
 * @param id 8 bits, or 16 bits when extended
 * @param version the structure's version, 4 bits; 0 when not extended
 * @param offset where its header is
 * @param next the next header's offset as the header says, 0 at the end
 */
public record Capability(boolean extended, int id, int version, int offset, int next) {
    /** Reads the 16-bit header of a standard capability. */
    public static Capability ofStandard(int offset, int header) {
        return new Capability(false, header & 0xff, 0, offset, header >>> 8 & 0xff);
    }

    /** Reads the 32-bit header of an extended capability. */
    public static Capability ofExtended(int offset, int header) {
        return new Capability(
                true,
                ExtendedHeader.id(header),
                ExtendedHeader.version(header),
                offset,
                ExtendedHeader.nextField(header));
    }

    /** Its kind: all but the place. */
    public CapabilityKind kind() {
        return new CapabilityKind(extended, id, extended ? version : 0);
    }

    /** Names the id, or {@code Capability 0x3f} when it has none. */
    public String name() {
        return CapabilityId.nameOf(extended, id);
    }

    /** Says whether it has this id, in the list that the id belongs to. */
    public boolean is(CapabilityId wanted) {
        return wanted.extended() == extended && wanted.id() == id;
    }
}
