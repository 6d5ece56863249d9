package io.vfio4j.emulation;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityId;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.PasidCapability;
import io.vfio4j.pci.capability.PasidControl;
import java.util.Optional;

/** Gives a configuration space another PASID capability than it had. */
final class PasidEdit {
    private static final int VERSION = 0x000f0000;

    private PasidEdit() {}

    static void put(ConfigSpace config, PasidCapability capability, int version) {
        CapabilityImage image = ExtendedCapabilities.pasid(capability, version);
        if (!config.extended()) {
            throw new IllegalArgumentException(
                    "a function with 256 bytes of configuration space has no room for PASID");
        }
        Optional<Capability> existing = find(config);
        if (existing.isEmpty()) {
            CapabilityPlacement.append(config, image, FreeSpace.find(config, image));
            return;
        }
        int offset = existing.get().offset();
        config.setU32(offset, (config.u32(offset) & ~VERSION) | version << 16);
        config.setU32(offset + PasidCapability.REGISTER_OFFSET, capability.encode());
    }

    static void remove(ConfigSpace config) {
        find(config).ifPresent(found -> CapabilityPlacement.remove(config, found, PasidCapability.SIZE));
    }

    static void disable(ConfigSpace config) {
        find(config).ifPresent(found -> config.setU16(found.offset() + PasidControl.REGISTER_OFFSET, 0));
    }

    private static Optional<Capability> find(ConfigSpace config) {
        return CapabilityList.of(config)
                .find(CapabilityId.PASID)
                .filter(found -> found.offset() <= config.size() - PasidCapability.SIZE);
    }
}
