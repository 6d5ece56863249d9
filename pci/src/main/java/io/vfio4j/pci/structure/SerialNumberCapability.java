// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.List;

/**
 * Makes a Device Serial Number structure (PCI Express Base Specification 6.0, 7.9.3). To be written only:
 * {@link CapabilityDecoder} gives the registers as they are.
 *
 * @param serialNumber an EUI-64, its first byte in bits 63:56
 */
public record SerialNumberCapability(long serialNumber) implements CapabilityStructure {
    private static final BitField NUMBER = new BitField("Serial Number", "EUI-64", 4, 0, 64);

    @Override
    public CapabilityKind kind() {
        return CapabilityKind.of(CapabilityId.DSN);
    }

    @Override
    public List<Field> fields() {
        return List.of(NUMBER.of(serialNumber));
    }
}
