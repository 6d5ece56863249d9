// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Describes an Alternative Routing-ID Interpretation structure (PCI Express Base Specification 6.0, 7.8.8).
 *
 * <pre>
 *   4  capability, 16 bits     6  control, 16 bits
 * </pre>
 *
 * @param mfvcFunctionGroups MFVC Function Groups Capability
 * @param acsFunctionGroups ACS Function Groups Capability
 * @param nextFunction the next function of the device, 0 to 255; 0 at the end
 * @param mfvcEnabled MFVC Function Groups Enable
 * @param acsEnabled ACS Function Groups Enable
 * @param functionGroup 0 to 7
 */
public record AriCapability(
        boolean mfvcFunctionGroups,
        boolean acsFunctionGroups,
        int nextFunction,
        boolean mfvcEnabled,
        boolean acsEnabled,
        int functionGroup)
        implements CapabilityStructure {
    /** Bytes of the structure. */
    public static final int SIZE = 8;

    private static final String CAPABILITY = "ARI Capability";
    private static final String CONTROL = "ARI Control";
    private static final BitField MFVC = BitField.flag(CAPABILITY, "MFVC Function Groups", 4, 0);
    private static final BitField ACS = BitField.flag(CAPABILITY, "ACS Function Groups", 4, 1);
    private static final BitField NEXT_FUNCTION = new BitField(CAPABILITY, "Next Function", 4, 8, 8);
    private static final BitField MFVC_ENABLE = BitField.flag(CONTROL, "MFVC Function Groups Enable", 6, 0);
    private static final BitField ACS_ENABLE = BitField.flag(CONTROL, "ACS Function Groups Enable", 6, 1);
    private static final BitField FUNCTION_GROUP = new BitField(CONTROL, "Function Group", 6, 4, 3);

    /**
     * Makes a structure without function groups.
     *
     * @param nextFunction the next function of the device, 0 when there is none
     */
    public static AriCapability of(int nextFunction) {
        return new AriCapability(false, false, nextFunction, false, false, 0);
    }

    /** Reads the structure at {@code offset}. */
    public static AriCapability decode(ConfigSpace config, int offset) {
        return new AriCapability(
                MFVC.isSet(config, offset),
                ACS.isSet(config, offset),
                NEXT_FUNCTION.get(config, offset),
                MFVC_ENABLE.isSet(config, offset),
                ACS_ENABLE.isSet(config, offset),
                FUNCTION_GROUP.get(config, offset));
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.ARI);
    }

    /** @throws IllegalArgumentException when a value does not fit its field */
    @Override
    public List<Field> fields() {
        return List.of(
                MFVC.of(mfvcFunctionGroups),
                ACS.of(acsFunctionGroups),
                NEXT_FUNCTION.of(nextFunction),
                MFVC_ENABLE.of(mfvcEnabled),
                ACS_ENABLE.of(acsEnabled),
                FUNCTION_GROUP.of(functionGroup));
    }
}
