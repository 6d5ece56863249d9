// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.emulation.registers.VitalProductData;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.map.FreeSpace;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.MsiCapability;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.SriovCapability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link PciFunction}: from scratch, where capabilities are placed one after the other, or from a dump.
 *
 * <p>Mutable; not thread-safe. Can build more than once: each function has the contents that a given function of the
 * {@link Bus} makes for it, and all share contents that were given as such.
 */
public final class PciFunctionBuilder {
    private final PciAddress address;
    private final ConfigSpace config;
    private final FreeSpace freeSpace;
    private final List<Bar> bars = new ArrayList<>();
    private final BarAddresses addresses = new BarAddresses();
    private final Map<Integer, Function<Bus, BarContents>> contents = new HashMap<>();
    private final Map<Integer, Function<Bus, BarContents>> virtualContents = new HashMap<>();
    private int msixVectors;
    private int romBytes = -1;
    private byte[] vitalProductData = {};
    private int virtualFunctions;
    private boolean keepsStateInD3hot;
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
     * Sets base class, subclass and programming interface, with the revision.
     *
     * @param classCode 24 bits, for example 0x120000 for a processing accelerator
     * @param revision 8 bits
     */
    public PciFunctionBuilder classCode(int classCode, int revision) {
        config.setU32(Registers.CLASS_REVISION, classCode << 8 | (revision & 0xff));
        return this;
    }

    /** Sets subsystem vendor and subsystem, 16 bits each. */
    public PciFunctionBuilder subsystem(int vendorId, int id) {
        config.setU16(Registers.SUBSYSTEM_VENDOR_ID, requireId("vendorId", vendorId));
        config.setU16(Registers.SUBSYSTEM_ID, requireId("id", id));
        return this;
    }

    /** Gives the function INTx: its interrupt pin is INTA. */
    public PciFunctionBuilder intx() {
        return interruptPin(1);
    }

    /** Sets the Interrupt Pin register: 1 for INTA to 4 for INTD, 0 for none. */
    public PciFunctionBuilder interruptPin(int pin) {
        config.setU8(Registers.INTERRUPT_PIN, pin);
        return this;
    }

    /**
     * Adds a 32-bit memory BAR of memory.
     *
     * @param index 0 to 5
     * @param size bytes, a power of two of at least 16
     */
    public PciFunctionBuilder bar(int index, long size) {
        return bar(memory32(index, size));
    }

    /** Adds a BAR as {@link #bar(int, long)} does, with contents that know nothing of the bus. */
    public PciFunctionBuilder bar(int index, long size, BarContents behind) {
        return bar(memory32(index, size), behind);
    }

    /**
     * Adds a BAR as {@link #bar(int, long)} does, with contents that interrupt or reach memory.
     *
     * @param behind makes the contents from the function's bus, once for each function that is built
     */
    public PciFunctionBuilder bar(int index, long size, Function<Bus, BarContents> behind) {
        return bar(memory32(index, size), behind);
    }

    private static Bar memory32(int index, long size) {
        if (index < 0 || index >= Bar.ROM_INDEX) {
            throw new IllegalArgumentException("index must be 0 to 5: index=" + index);
        }
        return Bar.memory32(index, size);
    }

    /**
     * Adds a BAR that is memory, or a ROM without an image.
     *
     * @param given one whose address is 0 gets an address, as from firmware; it replaces one of the same index
     * @throws IllegalArgumentException when it is smaller than its register can tell (16 bytes of memory, 4 of I/O
     *     ports, 2048 of ROM), or needs a register that another BAR has
     */
    public PciFunctionBuilder bar(Bar given) {
        BarResources.requireFits(given, bars);
        Bar bar = addresses.place(given);
        bars.stream()
                .filter(other -> other.index() == bar.index() && other.registers() == 2)
                .forEach(other -> config.setU32(other.register() + 4, 0));
        bars.removeIf(other -> other.index() == bar.index());
        bars.add(bar);
        config.setU32(bar.register(), bar.low());
        if (bar.registers() == 2) {
            config.setU32(bar.register() + 4, bar.high());
        }
        return this;
    }

    /** Adds a BAR with contents that know nothing of the bus. */
    public PciFunctionBuilder bar(Bar bar, BarContents behind) {
        return bar(bar).contents(bar.index(), behind);
    }

    /** Adds a BAR with contents that interrupt or reach memory, made from the function's bus. */
    public PciFunctionBuilder bar(Bar bar, Function<Bus, BarContents> behind) {
        return bar(bar).contents(bar.index(), behind);
    }

    /** Puts contents behind a BAR, which may be one of a dump. */
    public PciFunctionBuilder contents(int index, BarContents behind) {
        return contents(index, _ -> behind);
    }

    /** Puts contents behind a BAR that are made from the function's bus, once for each function that is built. */
    public PciFunctionBuilder contents(int index, Function<Bus, BarContents> behind) {
        contents.put(index, behind);
        return this;
    }

    /**
     * Puts contents behind a BAR of every VF, made from the VF's bus; without this it is memory.
     *
     * @param index a BAR that the SR-IOV capability gives the VFs, 0 to 5
     */
    public PciFunctionBuilder virtualContents(int index, Function<Bus, BarContents> behind) {
        virtualContents.put(index, behind);
        return this;
    }

    /**
     * Sets the image of the ROM, which is BAR {@link Bar#ROM_INDEX}. A function that has none when it is built gets one
     * of the next power of two, at least 2048 bytes.
     */
    public PciFunctionBuilder rom(byte[] image) {
        romBytes = image.length;
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

    /** Makes the function a PCI Express endpoint that can be reset (FLR). */
    public PciFunctionBuilder pciExpress() {
        return capability(PciExpressCapability.ofEndpoint());
    }

    /**
     * Gives the function MSI.
     *
     * @param vectors 1, 2, 4, 8, 16 or 32
     */
    public PciFunctionBuilder msi(int vectors) {
        if (vectors < 1 || vectors > 32 || Integer.bitCount(vectors) != 1) {
            throw new IllegalArgumentException("vectors must be 1, 2, 4, 8, 16 or 32: vectors=" + vectors);
        }
        return capability(MsiCapability.of(Integer.numberOfTrailingZeros(vectors)));
    }

    /**
     * Gives the function MSI-X, with a BAR of its own for the table: the last one that is free when the function is
     * built.
     *
     * @param vectors 1 to 2048
     */
    public PciFunctionBuilder msix(int vectors) {
        if (vectors < 1 || vectors > 2048) {
            throw new IllegalArgumentException("vectors must be 1 to 2048: vectors=" + vectors);
        }
        msixVectors = vectors;
        return this;
    }

    /**
     * Gives the function MSI-X, with the table in a BAR that was added before. Users do not reach the bytes of the
     * table through the BAR: VFIO keeps them for itself.
     *
     * @param vectors 1 to 2048
     * @param bar 0 to 5
     * @param offset of the table in the BAR, a multiple of 8; the pending bits follow it
     */
    public PciFunctionBuilder msix(int vectors, int bar, int offset) {
        MsixPlacement placement = MsixPlacement.within(vectors, bar, offset);
        if (bars.stream().noneMatch(present -> present.index() == bar && placement.end() <= present.size())) {
            throw new IllegalArgumentException(
                    "no BAR %d with room for %d vectors: offset=0x%x".formatted(bar, vectors, offset));
        }
        return capability(placement.capability());
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
        if (VirtualFunctions.capability(physical.config()).isEmpty()) {
            throw new IllegalArgumentException(physical + " has no SR-IOV capability");
        }
        physicalFunction = physical;
        return this;
    }

    /**
     * Lets the function keep its registers in D3hot although it does not say No_Soft_Reset. The PCI Bus Power
     * Management specification (5.4.1) allows for both; without this, such a function is reset on the way back to D0.
     */
    public PciFunctionBuilder keepsStateInD3hot() {
        keepsStateInD3hot = true;
        return this;
    }

    /**
     * Makes the function and its VFs.
     *
     * @throws IllegalArgumentException for VFs, BARs, registers or interrupts that do not fit, and for contents of a
     *     BAR that the function, or its VFs, do not have
     */
    public PciFunction build() {
        if (msixVectors != 0) {
            MsixPlacement placement = MsixPlacement.beside(bars, msixVectors);
            bar(placement.ownBar()).capability(placement.capability());
            msixVectors = 0;
        }
        if (romBytes >= 0 && bars.stream().noneMatch(bar -> bar.index() == Bar.ROM_INDEX)) {
            bar(Bar.rom(BarResources.romSize(romBytes)));
        }
        ConfigSpace made = config.copy();
        BarResources.requireAll("contents", contents.keySet(), bars);
        BarResources.requireAll("virtual contents", virtualContents.keySet(), VfBars.of(made));
        if (physicalFunction != null) {
            return new PciFunction(description(made, physicalFunction), physicalFunction, function -> List.of());
        }
        if (virtualFunctions == 0) {
            return new PciFunction(description(made), null, function -> List.of());
        }
        VirtualFunctions template = VirtualFunctions.of(address, made, virtualFunctions);
        template.enable(made);
        Map<Integer, Function<Bus, BarContents>> virtual = Map.copyOf(virtualContents);
        return new PciFunction(description(made), null, function -> template.create(function, virtual));
    }

    private FunctionDescription description(ConfigSpace made) {
        return new FunctionDescription(
                address,
                made.u16(Registers.VENDOR_ID),
                made.u16(Registers.DEVICE_ID),
                made,
                List.copyOf(bars),
                Map.copyOf(contents),
                List.copyOf(bars),
                VfBars.of(made),
                new VitalProductData(vitalProductData),
                keepsStateInD3hot);
    }

    private FunctionDescription description(ConfigSpace made, PciFunction physical) {
        int sriov = VirtualFunctions.capability(physical.config()).orElseThrow().offset();
        return new FunctionDescription(
                address,
                physical.vendorId(),
                physical.readConfig(sriov + SriovCapability.VF_DEVICE_ID_OFFSET, 2),
                made,
                List.copyOf(bars),
                Map.copyOf(contents),
                List.of(),
                List.of(),
                new VitalProductData(vitalProductData),
                keepsStateInD3hot);
    }

    private static int requireId(String name, int id) {
        if (id < 0 || id > 0xffff) {
            throw new IllegalArgumentException("%s must have 16 bits: %s=0x%x".formatted(name, name, id));
        }
        return id;
    }
}
