// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.StructureLength;
import java.util.ArrayList;
import java.util.List;

/**
 * A capability without decoder: its registers in pieces of four bytes, as far as its length is known.
 *
 * @param fields the pieces
 */
public record RawCapability(List<Field> fields) implements DecodedCapability {
    public RawCapability {
        fields = List.copyOf(fields);
    }

    /** Takes what is behind the list header; no fields when the structure's length is not known. */
    public static RawCapability decode(ConfigSpace config, Capability capability) {
        int limit = capability.extended() ? config.size() : ConfigSpace.CONVENTIONAL_SIZE;
        int length = StructureLength.of(config, capability).orElse(0);
        int end = Math.min(length, limit - capability.offset());
        return new RawCapability(registers(config, capability.offset(), capability.extended() ? 4 : 2, end));
    }

    /** Bytes {@code from} to {@code end - 1} of a capability, in pieces that do not cross a multiple of four. */
    static List<Field> registers(ConfigSpace config, int start, int from, int end) {
        List<Field> pieces = new ArrayList<>();
        for (int at = from; at < end; ) {
            int bytes = Math.min(4 - at % 4, end - at);
            BitField piece = new BitField("Bytes", "0x%02x to 0x%02x".formatted(at, at + bytes - 1), at, 0, 8 * bytes);
            pieces.add(piece.of(piece.getLong(config, start)));
            at += bytes;
        }
        return pieces;
    }
}
