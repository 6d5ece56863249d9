// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import io.vfio4j.pci.capability.StructureLength;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Holds a capability's registers as bytes: one without a record of its own, or one with values that its record does not
 * have. Offsets count from the capability's header, as they do in the specification.
 *
 * @param kind what it is
 * @param size bytes with the list header; only the header of one whose length is not known
 * @param fields pieces of the structure; of two that overlap the later one holds
 */
public record RawCapability(CapabilityKind kind, int size, List<Field> fields) implements CapabilityStructure {
    private static final int LENGTH_OF_VENDOR_SPECIFIC = 2;
    private static final int VENDOR_SPECIFIC_BODY = 3;

    public RawCapability {
        int room = kind.extended()
                ? ConfigSpace.EXTENDED_SIZE - ConfigSpace.CONVENTIONAL_SIZE
                : ConfigSpace.CONVENTIONAL_SIZE - ConfigSpace.HEADER_SIZE;
        if (size < kind.headerSize() || size > room) {
            throw new IllegalArgumentException("size does not fit its space: size=" + size);
        }
        fields = List.copyOf(fields);
    }

    /** Takes what is behind the list header; no fields when the structure's length is not known. */
    public static RawCapability decode(ConfigSpace config, Capability capability) {
        CapabilityKind kind = capability.kind();
        int limit = capability.extended() ? config.size() : ConfigSpace.CONVENTIONAL_SIZE;
        int length = StructureLength.of(config, capability).orElse(kind.headerSize());
        int end = Math.min(length, limit - capability.offset());
        return new RawCapability(
                kind, Math.max(end, kind.headerSize()), registers(config, capability.offset(), kind.headerSize(), end));
    }

    /**
     * Makes a structure whose registers are all zeroes.
     *
     * @param id an extended one gets version 1
     * @param size bytes, with the header of 2 or 4
     */
    public static RawCapability of(CapabilityId id, int size) {
        return of(CapabilityKind.of(id), size);
    }

    /**
     * Makes a structure whose registers are all zeroes, also of an id without a name.
     *
     * @param size bytes, with the header of 2 or 4
     */
    public static RawCapability of(CapabilityKind kind, int size) {
        return new RawCapability(kind, size, List.of());
    }

    /** Takes the same registers as another structure, for values that its record does not have. */
    public static RawCapability of(CapabilityStructure structure) {
        return new RawCapability(structure.kind(), structure.size(), structure.fields());
    }

    /** Makes a vendor-specific capability of the standard list, with these bytes after its length. */
    public static RawCapability vendorSpecific(byte[] body) {
        int size = VENDOR_SPECIFIC_BODY + body.length;
        RawCapability structure = of(CapabilityId.VNDR, size).u8(LENGTH_OF_VENDOR_SPECIFIC, size);
        List<Field> pieces = new ArrayList<>(structure.fields());
        for (int index = 0; index < body.length; index++) {
            pieces.add(piece(VENDOR_SPECIFIC_BODY + index, 1, body[index]));
        }
        return new RawCapability(structure.kind(), size, pieces);
    }

    /** Copies the structure with another byte at an offset from its start. */
    public RawCapability u8(int at, int value) {
        return with(at, 1, value);
    }

    /** Copies the structure with other 16 bits, little-endian, at an offset from its start. */
    public RawCapability u16(int at, int value) {
        return with(at, 2, value);
    }

    /** Copies the structure with other 32 bits, little-endian, at an offset from its start. */
    public RawCapability u32(int at, int value) {
        return with(at, 4, value);
    }

    /** Bytes {@code from} to {@code end - 1} of a capability, in pieces that do not cross a multiple of four. */
    static List<Field> registers(ConfigSpace config, int start, int from, int end) {
        List<Field> pieces = new ArrayList<>();
        for (int at = from; at < end; ) {
            int bytes = Math.min(4 - at % 4, end - at);
            BitField layout = layout(at, bytes);
            pieces.add(layout.of(layout.getLong(config, start)));
            at += bytes;
        }
        return pieces;
    }

    /** One to four bytes of a capability. */
    static Field piece(int at, int bytes, int value) {
        return layout(at, bytes).of(Integer.toUnsignedLong(value) & ((1L << (8 * bytes)) - 1));
    }

    private RawCapability with(int at, int bytes, int value) {
        Objects.checkFromIndexSize(at, bytes, size);
        List<Field> pieces = new ArrayList<>(fields);
        pieces.add(piece(at, bytes, value));
        return new RawCapability(kind, size, pieces);
    }

    private static BitField layout(int at, int bytes) {
        return new BitField("Bytes", "0x%02x to 0x%02x".formatted(at, at + bytes - 1), at, 0, 8 * bytes);
    }
}
