// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.emulation.registers.VitalProductData;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The VFs that a PF's SR-IOV capability makes (PCIe 6.0, 9.3.3). */
final class VirtualFunctions {
    private static final int CONTROL = 0x08;
    private static final int VF_ENABLE_AND_MEMORY = 0x9;
    private static final int TOTAL_VFS = 0x0e;
    private static final int NUM_VFS = 0x10;
    private static final int FIRST_VF_OFFSET = 0x14;
    private static final int VF_STRIDE = 0x16;
    private static final int VF_DEVICE_ID = 0x1a;

    private final PciAddress address;
    private final ConfigSpace config;
    private final int sriov;
    private final int count;

    private VirtualFunctions(PciAddress address, ConfigSpace config, int sriov, int count) {
        this.address = address;
        this.config = config;
        this.sriov = sriov;
        this.count = count;
    }

    static VirtualFunctions of(PciAddress address, ConfigSpace config, int count) {
        Capability found = CapabilityList.of(config)
                .find(CapabilityId.SRIOV)
                .filter(capability -> capability.offset() <= config.size() - 0x40)
                .orElseThrow(() -> new IllegalArgumentException(address + " has no SR-IOV capability"));
        int total = config.u16(found.offset() + TOTAL_VFS);
        if (count > total) {
            throw new IllegalArgumentException("%s has at most %d VFs: count=%d".formatted(address, total, count));
        }
        return new VirtualFunctions(address, config, found.offset(), count);
    }

    /** Sets the PF's registers as a host does that enables the VFs. */
    void enable(ConfigSpace physical) {
        physical.setU16(sriov + NUM_VFS, count);
        physical.setU16(sriov + CONTROL, physical.u16(sriov + CONTROL) | VF_ENABLE_AND_MEMORY);
    }

    List<PciFunction> create(PciFunction physical) {
        List<Bar> bars = VirtualBars.of(config, sriov);
        ConfigSpace registers = VirtualFunctionImage.of(config, bars);
        List<PciFunction> functions = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            List<Bar> own = VirtualBars.ofFunction(bars, number);
            FunctionDescription description = new FunctionDescription(
                    addressOf(number),
                    physical.vendorId(),
                    config.u16(sriov + VF_DEVICE_ID),
                    registers.copy(),
                    new BarResources(own, Map.of()),
                    List.of(),
                    List.of(),
                    new VitalProductData(new byte[0]),
                    false);
            functions.add(new PciFunction(description, physical, function -> List.of()));
        }
        return functions;
    }

    private PciAddress addressOf(int number) {
        int routing = address.bus() << 8 | address.device() << 3 | address.function();
        routing += config.u16(sriov + FIRST_VF_OFFSET) + number * config.u16(sriov + VF_STRIDE);
        if (routing > 0xffff) {
            throw new IllegalArgumentException("%s: VF %d has no bus number".formatted(address, number));
        }
        return new PciAddress(address.domain(), routing >>> 8, routing >>> 3 & 0x1f, routing & 7);
    }
}
