// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Describes an MSI-X structure (PCI Express Base Specification 6.0, 7.7.2).
 *
 * <pre>
 *   2  control, 16 bits
 *   4  table: BAR in bits 2:0, offset in bits 31:3      8  pending bits, likewise
 * </pre>
 *
 * @param vectors 1 to 2048; the register has one less
 * @param masked all vectors are masked
 * @param enabled MSI-X Enable
 * @param tableBar the BAR with the table, 0 to 7; above 5 is reserved
 * @param tableOffset in that BAR, a multiple of 8 below 2 to the 32
 * @param pendingBar the BAR with the pending bits, 0 to 7
 * @param pendingOffset in that BAR, a multiple of 8 below 2 to the 32
 */
public record MsixCapability(
        int vectors,
        boolean masked,
        boolean enabled,
        int tableBar,
        long tableOffset,
        int pendingBar,
        long pendingOffset)
        implements CapabilityStructure {
    /** Bytes of the structure. */
    public static final int SIZE = 12;
    /** Offset of the control register in the structure: PCI_MSIX_FLAGS. */
    public static final int CONTROL_OFFSET = 2;
    /** Bytes of a vector's entry in the table. */
    public static final int TABLE_ENTRY_SIZE = 16;

    private static final String CONTROL = "MSI-X Control";
    private static final BitField TABLE_SIZE = new BitField(CONTROL, "Table Size minus 1", 2, 0, 11);
    private static final BitField MASK = BitField.flag(CONTROL, "Function Mask", 2, 14);
    private static final BitField ENABLE = BitField.flag(CONTROL, "Enable", 2, 15);
    private static final BitField TABLE_BAR = new BitField("MSI-X Table", "BAR", 4, 0, 3);
    private static final BitField TABLE_OFFSET = new BitField("MSI-X Table", "Offset in 8 Bytes", 4, 3, 29);
    private static final BitField PENDING_BAR = new BitField("MSI-X Pending Bits", "BAR", 8, 0, 3);
    private static final BitField PENDING_OFFSET = new BitField("MSI-X Pending Bits", "Offset in 8 Bytes", 8, 3, 29);

    public MsixCapability {
        requireMultipleOf8("tableOffset", tableOffset);
        requireMultipleOf8("pendingOffset", pendingOffset);
    }

    /** The number of vectors, 1 to 2048, that a control register tells: PCI_MSIX_FLAGS_QSIZE plus 1. */
    public static int vectors(int control) {
        return (control & 0x7ff) + 1;
    }

    /** The bytes that the table takes. */
    public int tableSize() {
        return vectors * TABLE_ENTRY_SIZE;
    }

    /** The bytes that the pending bits take: 8 for every 64 vectors. */
    public int pendingSize() {
        return Long.BYTES * ((vectors + 63) / 64);
    }

    /**
     * Makes a structure that is not enabled, with the table and the pending bits in one BAR.
     *
     * @param vectors 1 to 2048
     * @param bar 0 to 5
     * @param tableOffset in the BAR, a multiple of 8
     * @param pendingOffset in the BAR, a multiple of 8
     * @throws IllegalArgumentException when one is out of range
     */
    public static MsixCapability of(int vectors, int bar, int tableOffset, int pendingOffset) {
        requireRange("vectors", vectors, 1, 2048);
        requireRange("bar", bar, 0, 5);
        requireRange("tableOffset", tableOffset, 0, Integer.MAX_VALUE);
        requireRange("pendingOffset", pendingOffset, 0, Integer.MAX_VALUE);
        return new MsixCapability(vectors, false, false, bar, tableOffset, bar, pendingOffset);
    }

    /** Reads the structure at {@code offset}. */
    public static MsixCapability decode(ConfigSpace config, int offset) {
        return new MsixCapability(
                TABLE_SIZE.get(config, offset) + 1,
                MASK.isSet(config, offset),
                ENABLE.isSet(config, offset),
                TABLE_BAR.get(config, offset),
                8 * TABLE_OFFSET.getLong(config, offset),
                PENDING_BAR.get(config, offset),
                8 * PENDING_OFFSET.getLong(config, offset));
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.MSIX);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        return List.of(
                TABLE_SIZE.of(vectors - 1),
                MASK.of(masked),
                ENABLE.of(enabled),
                TABLE_BAR.of(tableBar),
                TABLE_OFFSET.of(tableOffset / 8),
                PENDING_BAR.of(pendingBar),
                PENDING_OFFSET.of(pendingOffset / 8));
    }

    private static void requireRange(String name, int value, int first, int last) {
        if (value < first || value > last) {
            throw new IllegalArgumentException("%s must be %d to %d: %s=%d".formatted(name, first, last, name, value));
        }
    }

    private static void requireMultipleOf8(String name, long offset) {
        if (offset % 8 != 0) {
            throw new IllegalArgumentException("%s must be a multiple of 8: %s=%d".formatted(name, name, offset));
        }
    }
}
