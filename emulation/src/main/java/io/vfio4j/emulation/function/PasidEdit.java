// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.map.FreeSpace;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidControl;
import io.vfio4j.pci.structure.PasidExtendedCapability;
import java.util.Optional;

/** Gives a configuration space another PASID capability than it had. */
final class PasidEdit {
    private static final int VERSION = 0x000f0000;

    private PasidEdit() {}

    static void put(ConfigSpace config, FreeSpace freeSpace, PasidCapability capability, int version) {
        PasidExtendedCapability structure = PasidExtendedCapability.of(capability, version);
        if (!config.extended()) {
            throw new IllegalArgumentException(
                    "a function with 256 bytes of configuration space has no room for PASID");
        }
        Optional<Capability> existing = find(config);
        if (existing.isEmpty()) {
            add(config, freeSpace, structure);
            return;
        }
        int offset = existing.get().offset();
        config.setU32(offset, (config.u32(offset) & ~VERSION) | version << 16);
        config.setU32(offset + PasidCapability.REGISTER_OFFSET, capability.encode());
    }

    static void remove(ConfigSpace config, FreeSpace freeSpace) {
        find(config).ifPresent(found -> {
            CapabilityPlacement.remove(config, found, PasidCapability.SIZE);
            if (config.u32(found.offset()) == 0) {
                freeSpace.release(found.offset(), PasidCapability.SIZE);
            }
        });
    }

    static void disable(ConfigSpace config) {
        find(config).ifPresent(found -> config.setU16(found.offset() + PasidControl.REGISTER_OFFSET, 0));
    }

    private static void add(ConfigSpace config, FreeSpace freeSpace, PasidExtendedCapability structure) {
        int offset = CapabilityPlacement.findRoom(freeSpace, structure);
        ConfigSpace attempt = config.copy();
        CapabilityPlacement.addAt(attempt, FreeSpace.ofUnfinished(attempt), structure, offset);
        if (find(attempt).isEmpty()) {
            throw new IllegalArgumentException("a function without PCI Express has no extended capabilities");
        }
        CapabilityPlacement.addAt(config, freeSpace, structure, offset);
    }

    private static Optional<Capability> find(ConfigSpace config) {
        return CapabilityList.of(config)
                .find(CapabilityId.PASID)
                .filter(found -> found.offset() <= config.size() - PasidCapability.SIZE);
    }
}
