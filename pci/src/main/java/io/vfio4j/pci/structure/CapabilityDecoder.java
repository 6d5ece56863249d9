// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.StructureLength;

/** Finds the decoder of a capability. */
public final class CapabilityDecoder {
    private CapabilityDecoder() {}

    /**
     * Decodes a capability; one without decoder, or whose registers run past the end of its space, comes as a
     * {@link RawCapability}.
     */
    public static CapabilityStructure decode(ConfigSpace config, Capability capability) {
        CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
        int limit = capability.extended() ? config.size() : ConfigSpace.CONVENTIONAL_SIZE;
        int length = StructureLength.of(config, capability).orElse(0);
        if (id == null || capability.offset() + length > limit) {
            return RawCapability.decode(config, capability);
        }
        int offset = capability.offset();
        return switch (id) {
            case PM -> PowerManagementCapability.decode(config, offset);
            case MSI -> MsiCapability.decode(config, offset);
            case MSIX -> MsixCapability.decode(config, offset);
            case EXP -> PciExpressCapability.decode(config, offset);
            case ACS -> AcsCapability.decode(config, offset);
            case ARI -> AriCapability.decode(config, offset);
            case ATS -> AtsCapability.decode(config, offset);
            case PRI -> PriCapability.decode(config, offset);
            case PASID -> PasidExtendedCapability.decode(config, offset);
            case SRIOV -> SriovCapability.decode(config, offset);
            case DVSEC ->
                length == 0 ? RawCapability.decode(config, capability) : DvsecCapability.decode(config, offset);
            default -> RawCapability.decode(config, capability);
        };
    }
}
