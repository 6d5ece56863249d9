// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a Message Signalled Interrupts structure (PCI Express Base Specification 6.0, 7.7.1). The flags decide
 * about the offsets of the later registers:
 *
 * <pre>
 *                    32-bit   64-bit address
 *   flags            2        2
 *   address          4        4 (and upper half 8)
 *   data             8        12
 *   extended data    10       14
 *   mask             12       16      only when maskable
 *   pending          16       20      only when maskable
 * </pre>
 *
 * @param enabled MSI Enable
 * @param supportedLog2 log2 of the vectors that the function asks for, 0 to 7; the specification allows 0 to 5
 * @param enabledLog2 log2 of the vectors that it was given, 0 to 7
 * @param wide the address has 64 bits
 * @param maskable each vector has a mask and a pending bit
 * @param extendedDataCapable the data may have 32 bits
 * @param extendedDataEnabled the data has 32 bits
 * @param address 32 or 64 bits
 * @param data 16 bits
 * @param extendedData the upper 16 bits of the data; 0 without that capability
 * @param mask unsigned 32 bits; 0 when not maskable
 * @param pending unsigned 32 bits; 0 when not maskable
 */
public record MsiCapability(
        boolean enabled,
        int supportedLog2,
        int enabledLog2,
        boolean wide,
        boolean maskable,
        boolean extendedDataCapable,
        boolean extendedDataEnabled,
        long address,
        int data,
        int extendedData,
        long mask,
        long pending)
        implements CapabilityStructure {
    private static final String FLAGS = "MSI Control";
    private static final BitField ENABLE = BitField.flag(FLAGS, "Enable", 2, 0);
    private static final BitField SUPPORTED = new BitField(FLAGS, "Multiple Message Capable", 2, 1, 3);
    private static final BitField GIVEN = new BitField(FLAGS, "Multiple Message Enable", 2, 4, 3);
    private static final BitField WIDE = BitField.flag(FLAGS, "64-bit Address Capable", 2, 7);
    private static final BitField MASKABLE = BitField.flag(FLAGS, "Per-Vector Masking Capable", 2, 8);
    private static final BitField EXTENDED_CAPABLE = BitField.flag(FLAGS, "Extended Message Data Capable", 2, 9);
    private static final BitField EXTENDED_ENABLE = BitField.flag(FLAGS, "Extended Message Data Enable", 2, 10);

    /**
     * Makes a structure with 64-bit addresses and a mask bit for each vector, not enabled.
     *
     * @param log2Vectors 0 to 5
     * @throws IllegalArgumentException for any other number
     */
    public static MsiCapability of(int log2Vectors) {
        if (log2Vectors < 0 || log2Vectors > 5) {
            throw new IllegalArgumentException("log2Vectors must be 0 to 5: log2Vectors=" + log2Vectors);
        }
        return new MsiCapability(false, log2Vectors, 0, true, true, false, false, 0, 0, 0, 0, 0);
    }

    /** Reads the structure at {@code offset}. */
    public static MsiCapability decode(ConfigSpace config, int offset) {
        boolean wide = WIDE.isSet(config, offset);
        boolean maskable = MASKABLE.isSet(config, offset);
        boolean extended = EXTENDED_CAPABLE.isSet(config, offset);
        return new MsiCapability(
                ENABLE.isSet(config, offset),
                SUPPORTED.get(config, offset),
                GIVEN.get(config, offset),
                wide,
                maskable,
                extended,
                EXTENDED_ENABLE.isSet(config, offset),
                addressField(wide).getLong(config, offset),
                dataField(wide).get(config, offset),
                extended ? extendedDataField(wide).get(config, offset) : 0,
                maskable ? maskField(wide).getLong(config, offset) : 0,
                maskable ? pendingField(wide).getLong(config, offset) : 0);
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.MSI);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>(List.of(
                ENABLE.of(enabled),
                SUPPORTED.of(supportedLog2),
                GIVEN.of(enabledLog2),
                WIDE.of(wide),
                MASKABLE.of(maskable),
                EXTENDED_CAPABLE.of(extendedDataCapable),
                EXTENDED_ENABLE.of(extendedDataEnabled),
                addressField(wide).of(address),
                dataField(wide).of(data)));
        if (extendedDataCapable) {
            fields.add(extendedDataField(wide).of(extendedData));
        }
        if (maskable) {
            fields.add(maskField(wide).of(mask));
            fields.add(pendingField(wide).of(pending));
        }
        return List.copyOf(fields);
    }

    private static BitField addressField(boolean wide) {
        return new BitField("MSI Message", "Address", 4, 0, wide ? 64 : 32);
    }

    private static BitField dataField(boolean wide) {
        return new BitField("MSI Message", "Data", wide ? 12 : 8, 0, 16);
    }

    private static BitField extendedDataField(boolean wide) {
        return new BitField("MSI Message", "Extended Data", wide ? 14 : 10, 0, 16);
    }

    private static BitField maskField(boolean wide) {
        return new BitField("MSI Vectors", "Mask", wide ? 16 : 12, 0, 32);
    }

    private static BitField pendingField(boolean wide) {
        return new BitField("MSI Vectors", "Pending", wide ? 20 : 16, 0, 32);
    }
}
