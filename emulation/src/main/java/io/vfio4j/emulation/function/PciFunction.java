// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.emulation.registers.FunctionTraits;
import io.vfio4j.emulation.registers.RegisterFile;
import io.vfio4j.emulation.registers.RegisterRules;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.capability.ExtendedHeader;
import io.vfio4j.pci.capability.PciExpressType;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidControl;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Emulates a PCI function as hardware: configuration registers that answer as a device's do, and what is behind its
 * BARs.
 *
 * <p>Nothing is hidden or virtualised here: this is what the host's own accesses meet. Registers follow the access
 * rules of the PCI Express specification as far as they are known here; every other bit is read-only.
 *
 * <p>A function is used by one thread at a time. A PF and its VFs may each have a thread of their own: {@link #pasid()}
 * and the accessors of identity and resources may be called from any thread.
 */
public final class PciFunction {

    private final PciAddress address;
    private final @Nullable PciFunction physicalFunction;
    private final int vendorId;
    private final int deviceId;
    private final RegisterFile registers;
    private final BarResources resources;
    private final int pasidOffset;
    private final List<PciFunction> virtualFunctions;
    private final FunctionBus bus;

    PciFunction(
            FunctionDescription description,
            @Nullable PciFunction physicalFunction,
            Function<PciFunction, List<PciFunction>> virtualFunctions) {
        this.address = description.address();
        this.physicalFunction = physicalFunction;
        this.vendorId = description.vendorId();
        this.deviceId = description.deviceId();
        this.registers = new RegisterFile(description.config(), this::reset);
        this.bus = new FunctionBus("function " + address, registers);
        CapabilityList capabilities = CapabilityList.of(description.config());
        int pasid = offsetOf(capabilities, CapabilityId.PASID);
        this.pasidOffset = pasid <= registers.size() - PasidCapability.SIZE ? pasid : 0;
        int express = offsetOf(capabilities, CapabilityId.EXP);
        FunctionTraits traits = new FunctionTraits(
                physicalFunction != null,
                description.config().headerType(),
                express != 0,
                express == 0 ? PciExpressType.RESERVED : PciExpressType.of(registers.get(express + 2, 1) >>> 4),
                description.registerBars(),
                description.vfBars(),
                description.vitalProductData(),
                description.keepsStateInD3hot());
        RegisterRules.define(registers, capabilities, traits);
        this.resources = new BarResources(description.bars(), description.contents(), bus);
        this.virtualFunctions = List.copyOf(virtualFunctions.apply(this));
    }

    /**
     * Starts a function from scratch, at 0000:01:00.0. The address does not matter to a VMM: its guest has one of its
     * own.
     *
     * @param vendorId 16 bits
     * @param deviceId 16 bits
     */
    public static PciFunctionBuilder builder(int vendorId, int deviceId) {
        return builder(new PciAddress(0, 1, 0, 0), vendorId, deviceId);
    }

    /** Starts a function from scratch. */
    public static PciFunctionBuilder builder(PciAddress address, int vendorId, int deviceId) {
        return new PciFunctionBuilder(address, vendorId, deviceId);
    }

    /** Starts a function with the registers and BARs of a dump. */
    public static PciFunctionBuilder builder(DumpedFunction dump) {
        return new PciFunctionBuilder(dump);
    }

    /** Returns its address. */
    public PciAddress address() {
        return address;
    }

    /** Returns the bytes of configuration space, 256 or 4096. */
    public int configSize() {
        return registers.size();
    }

    /**
     * Reads configuration registers.
     *
     * @param offset a multiple of {@code width}
     * @param width 1, 2 or 4 bytes
     * @return the value, zero-extended when {@code width} is 1 or 2
     * @throws IllegalArgumentException for another width, and for an access not aligned or not within the space
     */
    public int readConfig(int offset, int width) {
        return registers.get(offset, width);
    }

    /**
     * Writes configuration registers.
     *
     * @param offset a multiple of {@code width}
     * @param width 1, 2 or 4 bytes
     * @param value of which the low {@code width} bytes count
     * @throws IllegalArgumentException for another width, and for an access not aligned or not within the space
     */
    public void writeConfig(int offset, int width, int value) {
        registers.write(offset, width, value);
        if ((offset & ~3) == Registers.COMMAND) {
            bus.commandChanged();
        }
    }

    /** Copies what {@link #readConfig} returns now. */
    public ConfigSpace config() {
        return registers.snapshot();
    }

    /** Returns whether it is a VF. */
    public boolean virtual() {
        return physicalFunction != null;
    }

    /** Returns the PF of a VF; empty for a PF. */
    public Optional<PciFunction> physicalFunction() {
        return Optional.ofNullable(physicalFunction);
    }

    /** Returns the VFs of a PF, in the order of their numbers. */
    public List<PciFunction> virtualFunctions() {
        return virtualFunctions;
    }

    /** Returns the id as the operating system knows it, 16 bits: a VF's own register reads 0xffff. */
    public int vendorId() {
        return vendorId;
    }

    /** Returns the id as the operating system knows it, 16 bits: a VF's own register reads 0xffff. */
    public int deviceId() {
        return deviceId;
    }

    /**
     * Returns the resource that the host's operating system gave a BAR; guests that move the BAR do not change it.
     * Allocates nothing.
     *
     * @param index 0 to 5, {@link Bar#ROM_INDEX} for the ROM
     * @return empty when there is none, as for the upper half of a 64-bit BAR
     */
    public Optional<Bar> bar(int index) {
        return resources.bar(index);
    }

    /**
     * Returns what is behind a BAR.
     *
     * @throws IllegalArgumentException when {@link #bar} has none of this index
     */
    public BarContents contents(int index) {
        return resources.contents(index);
    }

    /**
     * Resets the function (FLR): registers get their reset values, except sticky bits and what the specification
     * exempts; BAR contents and other listeners are told. The VFs of a PF stay, as if the host had
     * restored the SR-IOV registers.
     */
    public void reset() {
        registers.reset();
        bus.wasReset();
    }

    /** Returns the PASID registers that govern this function: its own, or for a VF those of its PF. Any thread. */
    public Optional<PasidStructure> pasid() {
        if (physicalFunction != null) {
            return physicalFunction.pasid();
        }
        if (pasidOffset == 0) {
            return Optional.empty();
        }
        int version = ExtendedHeader.version(registers.get(pasidOffset));
        int both = registers.get(pasidOffset + PasidCapability.REGISTER_OFFSET);
        return Optional.of(new PasidStructure(version, both & 0xffff, both >>> 16));
    }

    /**
     * Enables PASID as a host's IOMMU driver does, with what the function supports of execute permission and privileged
     * mode. Nothing happens without PASID registers of its own; a VF follows its PF.
     */
    public void enablePasid() {
        if (pasidOffset == 0 || physicalFunction != null) {
            return;
        }
        PasidCapability capability =
                PasidCapability.decode(registers.get(pasidOffset + PasidCapability.REGISTER_OFFSET, 2));
        PasidControl control = new PasidControl(true, capability.execute(), capability.privileged());
        registers.write(pasidOffset + PasidControl.REGISTER_OFFSET, 2, control.encode());
    }

    /** Returns the function's bus, the same for life: how device models interrupt and reach memory. Any thread. */
    public Bus bus() {
        return bus;
    }

    /** Connects the function to what serves it, in place of what did so before. Any thread. */
    public void connect(RootComplex to) {
        bus.connect(to);
    }

    /** Disconnects the function from what serves it; nothing happens when something else does by now. Any thread. */
    public void disconnect(RootComplex from) {
        bus.disconnect(from);
    }

    @Override
    public String toString() {
        return "%s %04x:%04x%s".formatted(address, vendorId, deviceId, virtual() ? " (VF)" : "");
    }

    private static int offsetOf(CapabilityList capabilities, CapabilityId id) {
        return capabilities.find(id).map(Capability::offset).orElse(0);
    }
}
