// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.map.FreeSpace;
import io.vfio4j.pci.structure.AcsCapability;
import io.vfio4j.pci.structure.AriCapability;
import io.vfio4j.pci.structure.AtsCapability;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.MsixCapability;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.PciExpressField;
import io.vfio4j.pci.structure.RawCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the configuration space of a VF (PCIe 6.0, 9.3.4): the PF's identity without ids, no BARs, no interrupt pin,
 * and the capabilities that a VF has of its own. PASID and SR-IOV are not among them.
 */
final class VirtualFunctionImage {
    private static final int VECTORS = 4;
    private static final int PENDING_OFFSET = 0x800;
    /** Device and link capabilities, both sets: a VF has its PF's (PCIe 6.0, 9.3.5). */
    private static final List<Integer> EXPRESS_CAPABILITIES = List.of(0x04, 0x0c, 0x24, 0x2c);

    private static final int DEVICE_CAPABILITIES = 0x04;
    private static final int FUNCTION_LEVEL_RESET = 1 << 28;
    private static final int ROLE_BASED_ERRORS = 1 << 15;

    private VirtualFunctionImage() {}

    /** Makes the registers that every VF of a PF begins with. */
    static ConfigSpace of(ConfigSpace physical, List<Bar> bars) {
        CapabilityList capabilities = CapabilityList.of(physical);
        ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        config.setU32(Registers.VENDOR_ID, -1);
        config.setU32(Registers.CLASS_REVISION, physical.u32(Registers.CLASS_REVISION));
        config.setU32(Registers.SUBSYSTEM_VENDOR_ID, physical.u32(Registers.SUBSYSTEM_VENDOR_ID));
        FreeSpace freeSpace = FreeSpace.ofUnfinished(config);
        for (CapabilityStructure structure : structures(physical, capabilities, bars)) {
            CapabilityPlacement.add(config, freeSpace, structure);
        }
        return config;
    }

    private static List<CapabilityStructure> structures(
            ConfigSpace physical, CapabilityList capabilities, List<Bar> bars) {
        List<CapabilityStructure> structures = new ArrayList<>();
        structures.add(express(physical, capabilities));
        if (!bars.isEmpty()) {
            structures.add(MsixCapability.of(VECTORS, bars.getFirst().index(), 0, PENDING_OFFSET));
        }
        structures.add(AriCapability.of(0));
        if (capabilities.find(CapabilityId.ACS).isPresent()) {
            structures.add(AcsCapability.ofEndpoint());
        }
        if (capabilities.find(CapabilityId.ATS).isPresent()) {
            structures.add(AtsCapability.pageAligned());
        }
        return structures;
    }

    private static RawCapability express(ConfigSpace physical, CapabilityList capabilities) {
        RawCapability structure = RawCapability.of(new PciExpressCapability(Map.of(PciExpressField.VERSION, 2L)));
        Capability own = capabilities.find(CapabilityId.EXP).orElse(null);
        if (own == null || own.offset() > ConfigSpace.CONVENTIONAL_SIZE - PciExpressCapability.SIZE) {
            return structure.u32(DEVICE_CAPABILITIES, FUNCTION_LEVEL_RESET | ROLE_BASED_ERRORS);
        }
        for (int register : EXPRESS_CAPABILITIES) {
            int value = physical.u32(own.offset() + register);
            structure = structure.u32(register, register == DEVICE_CAPABILITIES ? value | FUNCTION_LEVEL_RESET : value);
        }
        return structure;
    }
}
