// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Describes a Process Address Space ID structure (PCI Express Base Specification 6.0, 7.8.9).
 *
 * <pre>
 *   0  list header, the version in bits 19:16
 *   4  capability, 16 bits     6  control, 16 bits
 * </pre>
 *
 * @param version of the structure, 0 to 15
 * @param capability what the function can do
 * @param control what it may do
 */
public record PasidExtendedCapability(int version, PasidCapability capability, PasidControl control)
        implements CapabilityStructure {
    private static final String CAPABILITY = "PASID Capability";
    private static final String CONTROL = "PASID Control";
    private static final BitField VERSION = new BitField("Header", "Version", 0, 16, 4);
    private static final BitField EXECUTE = BitField.flag(CAPABILITY, "Execute Permission Supported", 4, 1);
    private static final BitField PRIVILEGED = BitField.flag(CAPABILITY, "Privileged Mode Supported", 4, 2);
    private static final BitField WIDTH = new BitField(CAPABILITY, "Max PASID Width", 4, 8, 5);
    private static final BitField ENABLE = BitField.flag(CONTROL, "PASID Enable", 6, 0);
    private static final BitField EXECUTE_ENABLE = BitField.flag(CONTROL, "Execute Permission Enable", 6, 1);
    private static final BitField PRIVILEGED_ENABLE = BitField.flag(CONTROL, "Privileged Mode Enable", 6, 2);

    /** Makes a structure of version 1 that is not enabled. */
    public static PasidExtendedCapability of(PasidCapability capability) {
        return of(capability, 1);
    }

    /**
     * Makes a structure that is not enabled.
     *
     * @param version 0 to 15: later than 1 for hardware that is yet to come
     */
    public static PasidExtendedCapability of(PasidCapability capability, int version) {
        return new PasidExtendedCapability(version, capability, PasidControl.DISABLED);
    }

    /** Reads the structure at {@code offset}. */
    public static PasidExtendedCapability decode(ConfigSpace config, int offset) {
        return new PasidExtendedCapability(
                VERSION.get(config, offset),
                PasidCapability.decode(config.u16(offset + PasidCapability.REGISTER_OFFSET)),
                PasidControl.decode(config.u16(offset + PasidControl.REGISTER_OFFSET)));
    }

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.PASID, version);
    }

    /** @throws IllegalArgumentException when the version does not fit its field */
    @Override
    public List<Field> fields() {
        return List.of(
                VERSION.of(version),
                EXECUTE.of(capability.execute()),
                PRIVILEGED.of(capability.privileged()),
                WIDTH.of(capability.width()),
                ENABLE.of(control.enabled()),
                EXECUTE_ENABLE.of(control.execute()),
                PRIVILEGED_ENABLE.of(control.privileged()));
    }
}
