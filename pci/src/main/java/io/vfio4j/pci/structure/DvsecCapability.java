// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a Designated Vendor-Specific structure (PCI Express Base Specification 6.0, 7.9.6).
 *
 * <pre>
 *   4  vendor, bits 15:0; revision, 19:16; length, 31:20
 *   8  DVSEC id, 16 bits
 *  10  what the vendor defines
 * </pre>
 *
 * @param vendor who defines the id and the registers
 * @param revision 0 to 15
 * @param length bytes of the whole structure, 10 to 4095
 * @param dvsecId 16 bits
 * @param registers the vendor's registers, in pieces of up to four bytes
 */
public record DvsecCapability(int vendor, int revision, int length, int dvsecId, List<Field> registers)
        implements CapabilityStructure {
    private static final String HEADER_1 = "DVSEC Header 1";
    private static final String HEADER_2 = "DVSEC Header 2";
    private static final int REGISTERS = 10;
    private static final BitField VENDOR = new BitField(HEADER_1, "Vendor", 4, 0, 16);
    private static final BitField REVISION = new BitField(HEADER_1, "Revision", 4, 16, 4);
    private static final BitField LENGTH = new BitField(HEADER_1, "Length", 4, 20, 12);
    private static final BitField ID = new BitField(HEADER_2, "Id", 8, 0, 16);

    public DvsecCapability {
        registers = List.copyOf(registers);
    }

    /**
     * Makes a structure with these bytes after its two headers.
     *
     * @param vendor 16 bits
     * @param revision 0 to 15
     * @param dvsecId 16 bits
     * @param body what the vendor defines, at most 3830 bytes
     */
    public static DvsecCapability of(int vendor, int revision, int dvsecId, byte[] body) {
        List<Field> registers = new ArrayList<>();
        for (int index = 0; index < body.length; index++) {
            registers.add(RawCapability.piece(REGISTERS + index, 1, body[index]));
        }
        return new DvsecCapability(vendor, revision, REGISTERS + body.length, dvsecId, registers);
    }

    /** Reads the structure at {@code offset}; of one that is said to run past the end of the space, what there is. */
    public static DvsecCapability decode(ConfigSpace config, int offset) {
        int length = LENGTH.get(config, offset);
        int end = Math.min(length, config.size() - offset);
        return new DvsecCapability(
                VENDOR.get(config, offset),
                REVISION.get(config, offset),
                length,
                ID.get(config, offset),
                RawCapability.registers(config, offset, REGISTERS, end));
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.DVSEC);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        List<Field> fields =
                new ArrayList<>(List.of(VENDOR.of(vendor), REVISION.of(revision), LENGTH.of(length), ID.of(dvsecId)));
        fields.addAll(registers);
        return List.copyOf(fields);
    }
}
