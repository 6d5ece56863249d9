// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.emulation.registers.VitalProductData;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.SriovCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the VFs that a PF's SR-IOV capability describes (PCIe 6.0, 9.3.3). */
final class VirtualFunctions {
    private final PciAddress address;
    private final ConfigSpace config;
    private final int offset;
    private final SriovCapability sriov;
    private final int count;

    private VirtualFunctions(PciAddress address, ConfigSpace config, int offset, int count) {
        this.address = address;
        this.config = config;
        this.offset = offset;
        this.sriov = SriovCapability.decode(config, offset);
        this.count = count;
    }

    /** Finds the SR-IOV capability of a PF; one that the space cuts off is none. */
    static Optional<Capability> capability(ConfigSpace config) {
        return CapabilityList.of(config)
                .find(CapabilityId.SRIOV)
                .filter(found -> found.offset() <= config.size() - SriovCapability.SIZE);
    }

    static VirtualFunctions of(PciAddress address, ConfigSpace config, int count) {
        Capability found = capability(config)
                .orElseThrow(() -> new IllegalArgumentException(address + " has no SR-IOV capability"));
        VirtualFunctions functions = new VirtualFunctions(address, config, found.offset(), count);
        int total = functions.sriov.totalVfs();
        if (count > total) {
            throw new IllegalArgumentException("%s has at most %d VFs: count=%d".formatted(address, total, count));
        }
        return functions;
    }

    /** Sets the PF's registers as a host does that enables the VFs. */
    void enable(ConfigSpace physical) {
        sriov.withEnabled(count).encode(physical, offset);
    }

    /**
     * Makes the VFs.
     *
     * @param contents what makes the contents of a BAR of each, by its index; memory where there is none
     */
    List<PciFunction> create(PciFunction physical, Map<Integer, Function<Bus, BarContents>> contents) {
        List<Bar> bars = VfBars.of(config, offset);
        ConfigSpace registers = VirtualFunctionImage.of(config, bars);
        List<PciFunction> functions = new ArrayList<>();
        int routingId = address.routingId();
        for (int number = 0; number < count; number++) {
            routingId = routingIdAfter(routingId, number);
            List<Bar> own = VfBars.ofFunction(bars, number);
            FunctionDescription description = new FunctionDescription(
                    PciAddress.ofRoutingId(address.domain(), routingId),
                    physical.vendorId(),
                    sriov.vfDeviceId(),
                    registers.copy(),
                    own,
                    contents,
                    List.of(),
                    List.of(),
                    new VitalProductData(new byte[0]),
                    false);
            functions.add(new PciFunction(description, physical, function -> List.of()));
        }
        return functions;
    }

    /** Returns the routing id of a VF, which may not wrap around: there is no bus behind the last. */
    private int routingIdAfter(int before, int number) {
        int routingId = sriov.vfRoutingId(address.routingId(), number);
        if (routingId < before) {
            throw new IllegalArgumentException("%s: VF %d has no bus number".formatted(address, number));
        }
        return routingId;
    }
}
