// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityKind;
import io.vfio4j.pci.capability.ExtendedHeader;
import io.vfio4j.pci.capability.StructureLength;
import java.util.List;

/**
 * Holds the registers of one capability by their meaning: read from a space by {@link CapabilityDecoder}, or made to be
 * written into one. Records of one kind are equal when all their defined fields are.
 */
public sealed interface CapabilityStructure
        permits AcsCapability,
                AerCapability,
                AriCapability,
                AtsCapability,
                DvsecCapability,
                MsiCapability,
                MsixCapability,
                PasidExtendedCapability,
                PciExpressCapability,
                PowerManagementCapability,
                PriCapability,
                PtmCapability,
                RawCapability,
                SerialNumberCapability,
                SriovCapability {

    /** The id and, of an extended capability, the structure's version: what the list header is made of. */
    CapabilityKind kind();

    /** The defined fields in the order of their registers, the list header left out. */
    List<Field> fields();

    /** Bytes of the structure with its list header: those of {@link StructureLength} where the fields decide. */
    default int size() {
        CapabilityKind kind = kind();
        ConfigSpace scratch = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        int offset = kind.extended() ? ConfigSpace.CONVENTIONAL_SIZE : ConfigSpace.HEADER_SIZE;
        encode(scratch, offset);
        return StructureLength.of(scratch, new Capability(kind.extended(), kind.id(), kind.version(), offset, 0))
                .orElse(kind.headerSize());
    }

    /**
     * Writes the registers. Undefined bits and the list header (id and next) stay as they are; what is past the end of
     * the space is dropped.
     *
     * @param offset where the capability begins
     * @throws IllegalArgumentException when a value does not fit its field
     */
    default void encode(ConfigSpace config, int offset) {
        for (Field field : fields()) {
            field.write(config, offset);
        }
    }

    /**
     * Writes the whole structure: its list header with nothing behind it, its registers, and 0 into every other bit.
     *
     * @param offset where the capability begins; {@link #size} bytes from there must be in the space
     * @throws IllegalArgumentException when a value does not fit its field
     */
    default void place(ConfigSpace config, int offset) {
        int size = size();
        for (int at = offset; at < offset + size; at++) {
            config.setU8(at, 0);
        }
        CapabilityKind kind = kind();
        if (kind.extended()) {
            config.setU32(offset, ExtendedHeader.of(kind.id(), kind.version(), 0));
        } else {
            config.setU16(offset, kind.id());
        }
        encode(config, offset);
    }
}
