// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.List;

/**
 * The configuration space of a VF (PCIe 6.0, 9.3.4): the PF's identity without ids, no BARs, no interrupt pin, and the
 * capabilities that a VF has of its own. PASID and SR-IOV are not among them.
 */
final class VirtualFunctionImage {
    private static final int FUNCTION_LEVEL_RESET = 1 << 28;
    private static final int VECTORS = 4;
    private static final int PENDING_OFFSET = 0x800;
    private static final int ATS_PAGE_ALIGNED = 1 << 5;

    private VirtualFunctionImage() {}

    /** The registers that every VF of a PF begins with. */
    static ConfigSpace of(ConfigSpace physical, List<Bar> bars) {
        CapabilityList capabilities = CapabilityList.of(physical);
        ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        FreeSpace freeSpace = new FreeSpace(config);
        config.setU32(0x00, -1);
        config.setU32(0x08, physical.u32(0x08));
        config.setU32(0x2c, physical.u32(0x2c));
        add(config, freeSpace, express(physical, capabilities));
        if (!bars.isEmpty()) {
            add(
                    config,
                    freeSpace,
                    StandardCapabilities.msix(VECTORS, bars.getFirst().index(), 0, PENDING_OFFSET));
        }
        add(config, freeSpace, ExtendedCapabilities.alternativeRouting(0));
        if (capabilities.find(CapabilityId.ACS).isPresent()) {
            add(config, freeSpace, ExtendedCapabilities.accessControl());
        }
        if (capabilities.find(CapabilityId.ATS).isPresent()) {
            add(
                    config,
                    freeSpace,
                    CapabilityImage.extended(CapabilityId.ATS, 1, 8).u16(4, ATS_PAGE_ALIGNED));
        }
        return config;
    }

    private static CapabilityImage express(ConfigSpace physical, CapabilityList capabilities) {
        CapabilityImage image = CapabilityImage.standard(CapabilityId.EXP, 0x3c).u16(0x02, 2);
        Capability own = capabilities.find(CapabilityId.EXP).orElse(null);
        if (own == null || own.offset() > ConfigSpace.CONVENTIONAL_SIZE - 0x3c) {
            return image.u32(0x04, FUNCTION_LEVEL_RESET | 1 << 15);
        }
        return image.u32(0x04, physical.u32(own.offset() + 0x04) | FUNCTION_LEVEL_RESET)
                .u32(0x0c, physical.u32(own.offset() + 0x0c))
                .u32(0x24, physical.u32(own.offset() + 0x24))
                .u32(0x2c, physical.u32(own.offset() + 0x2c));
    }

    private static void add(ConfigSpace config, FreeSpace freeSpace, CapabilityImage image) {
        int offset = freeSpace.find(image);
        CapabilityPlacement.append(config, image, offset);
        freeSpace.take(offset, image.size());
    }
}
