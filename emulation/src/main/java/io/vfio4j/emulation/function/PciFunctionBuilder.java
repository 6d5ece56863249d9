// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.emulation.registers.VitalProductData;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.map.FreeSpace;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.SriovCapability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link PciFunction}: from scratch, where capabilities are placed one after the other, or from a dump.
 *
 * <p>Mutable; not thread-safe. Can build more than once; functions share the given BAR contents then.
 */
public final class PciFunctionBuilder {
    private final PciAddress address;
    private final ConfigSpace config;
    private final FreeSpace freeSpace;
    private final List<Bar> bars = new ArrayList<>();
    private final Map<Integer, BarContents> contents = new HashMap<>();
    private byte[] vitalProductData = {};
    private int virtualFunctions;
    private boolean remembersAsleep;
    private @Nullable PciFunction physicalFunction;

    PciFunctionBuilder(PciAddress address, int vendorId, int deviceId) {
        this.address = address;
        this.config = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        this.freeSpace = FreeSpace.ofUnfinished(config);
        config.setU16(Registers.VENDOR_ID, requireId("vendorId", vendorId));
        config.setU16(Registers.DEVICE_ID, requireId("deviceId", deviceId));
    }

    PciFunctionBuilder(DumpedFunction dump) {
        this.address = dump.address();
        this.config = dump.config().copy();
        this.freeSpace = FreeSpace.ofUnfinished(config);
        this.bars.addAll(dump.bars());
    }

    /**
     * Base class, subclass and programming interface, with the revision.
     *
     * @param classCode 24 bits, for example 0x120000 for a processing accelerator
     * @param revision 8 bits
     */
    public PciFunctionBuilder classCode(int classCode, int revision) {
        config.setU32(Registers.CLASS_REVISION, classCode << 8 | (revision & 0xff));
        return this;
    }

    /** Subsystem vendor and subsystem, 16 bits each. */
    public PciFunctionBuilder subsystem(int vendorId, int id) {
        config.setU16(Registers.SUBSYSTEM_VENDOR_ID, requireId("vendorId", vendorId));
        config.setU16(Registers.SUBSYSTEM_ID, requireId("id", id));
        return this;
    }

    /** INTA is 1, INTD is 4, and 0 is none. */
    public PciFunctionBuilder interruptPin(int pin) {
        config.setU8(Registers.INTERRUPT_PIN, pin);
        return this;
    }

    /** Adds a BAR that is memory, or a ROM without an image. */
    public PciFunctionBuilder bar(Bar bar) {
        bars.removeIf(other -> other.index() == bar.index());
        bars.add(bar);
        config.setU32(bar.register(), bar.low());
        if (bar.registers() == 2) {
            config.setU32(bar.register() + 4, bar.high());
        }
        return this;
    }

    /** Adds a BAR with something behind it. */
    public PciFunctionBuilder bar(Bar bar, BarContents behind) {
        return bar(bar).contents(bar.index(), behind);
    }

    /** Puts something behind a BAR, which may be one of a dump. */
    public PciFunctionBuilder contents(int index, BarContents behind) {
        contents.put(index, behind);
        return this;
    }

    /** The image of the ROM, which is BAR {@link Bar#ROM_INDEX}. */
    public PciFunctionBuilder rom(byte[] image) {
        return contents(Bar.ROM_INDEX, new RomImage(image));
    }

    /**
     * Adds a capability last in its list, at the first place that is free, for example
     * {@code MsixCapability.of(32, 4, 0, 0x1000)}.
     *
     * @throws IllegalArgumentException when there is no such place
     */
    public PciFunctionBuilder capability(CapabilityStructure structure) {
        CapabilityPlacement.add(config, freeSpace, structure);
        return this;
    }

    /**
     * Adds a capability at a place of the caller's choice, last in its list.
     *
     * @param offset a multiple of 4
     * @throws IllegalArgumentException when it does not fit into its part of the space
     */
    public PciFunctionBuilder capabilityAt(int offset, CapabilityStructure structure) {
        CapabilityPlacement.addAt(config, freeSpace, structure, offset);
        return this;
    }

    /** Sets what the VPD capability reads; writes to it change a copy. */
    public PciFunctionBuilder vitalProductData(byte[] contents) {
        vitalProductData = contents.clone();
        return this;
    }

    /**
     * Gives the function this PASID capability, structure version 1 and not enabled, in place of the one it has.
     *
     * @throws IllegalArgumentException for a function without extended space, or without room for another capability
     */
    public PciFunctionBuilder pasid(PasidCapability capability) {
        return pasid(capability, 1);
    }

    /**
     * Gives the function this PASID capability, not enabled, in place of the one it has.
     *
     * @param version of the structure, 0 to 15: later than 1 for hardware that is yet to come
     * @throws IllegalArgumentException for a function without extended space, or without room for another capability
     */
    public PciFunctionBuilder pasid(PasidCapability capability, int version) {
        PasidEdit.put(config, freeSpace, capability, version);
        return this;
    }

    /** Takes the PASID capability out, if there is one. */
    public PciFunctionBuilder withoutPasid() {
        PasidEdit.remove(config, freeSpace);
        return this;
    }

    /** Sets the PASID control register to nothing enabled, as after a reset; nothing happens without the capability. */
    public PciFunctionBuilder pasidDisabled() {
        PasidEdit.disable(config);
        return this;
    }

    /**
     * Enables the first VFs.
     *
     * @param count 0 for none, at most the TotalVFs of the SR-IOV capability
     * @throws IllegalArgumentException from {@link #build} when the function cannot have as many
     */
    public PciFunctionBuilder withVirtualFunctions(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must not be negative: count=" + count);
        }
        virtualFunctions = count;
        return this;
    }

    /**
     * Makes the function a VF: registers that a dump of a VF has, BARs without registers, and PASID of the PF. Vendor
     * and device are what the PF says of its VFs. The PF's own list of VFs does not change.
     *
     * @throws IllegalArgumentException when the PF has no SR-IOV capability
     */
    public PciFunctionBuilder virtualFunctionOf(PciFunction physical) {
        if (CapabilityList.of(physical.config()).find(CapabilityId.SRIOV).isEmpty()) {
            throw new IllegalArgumentException(physical + " has no SR-IOV capability");
        }
        physicalFunction = physical;
        return this;
    }

    /**
     * Lets the function keep its registers in D3hot although it does not say No_Soft_Reset. The PCI Bus Power
     * Management specification (5.4.1) allows for both; without this, such a function is reset on the way back to D0.
     */
    public PciFunctionBuilder remembersAsleep() {
        remembersAsleep = true;
        return this;
    }

    /** Makes the function and its VFs. */
    public PciFunction build() {
        ConfigSpace made = config.copy();
        if (physicalFunction != null) {
            return new PciFunction(description(made, physicalFunction), physicalFunction, function -> List.of());
        }
        if (virtualFunctions == 0) {
            return new PciFunction(description(made), null, function -> List.of());
        }
        VirtualFunctions template = VirtualFunctions.of(address, made, virtualFunctions);
        template.enable(made);
        return new PciFunction(description(made), null, template::create);
    }

    private FunctionDescription description(ConfigSpace made) {
        return new FunctionDescription(
                address,
                made.u16(Registers.VENDOR_ID),
                made.u16(Registers.DEVICE_ID),
                made,
                new BarResources(bars, contents),
                bars,
                VirtualBars.of(made),
                new VitalProductData(vitalProductData),
                remembersAsleep);
    }

    private FunctionDescription description(ConfigSpace made, PciFunction physical) {
        int sriov = CapabilityList.of(physical.config())
                .find(CapabilityId.SRIOV)
                .orElseThrow()
                .offset();
        return new FunctionDescription(
                address,
                physical.vendorId(),
                physical.readConfig(sriov + SriovCapability.VF_DEVICE_ID_OFFSET, 2),
                made,
                new BarResources(bars, contents),
                List.of(),
                List.of(),
                new VitalProductData(vitalProductData),
                remembersAsleep);
    }

    private static int requireId(String name, int id) {
        if (id < 0 || id > 0xffff) {
            throw new IllegalArgumentException("%s must have 16 bits: %s=0x%x".formatted(name, name, id));
        }
        return id;
    }
}
