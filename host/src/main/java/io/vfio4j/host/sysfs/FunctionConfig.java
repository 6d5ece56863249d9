// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.AtsCapability;
import io.vfio4j.pci.structure.PasidStructure;
import io.vfio4j.pci.structure.PriCapability;
import io.vfio4j.pci.structure.SriovCapability;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Holds a function's own registers, as far as they could be read: the standard space, and the first 16 bytes of every
 * extended capability.
 */
public final class FunctionConfig {
    /** Bytes of a PCI Express capability that tell which others it has. */
    private static final int EXPRESS_FLAGS = 4;

    private final Coverage coverage;
    private final ConfigSpace space;
    private final CapabilityList capabilities;
    private final RegisterObstacle cause;
    private final Optional<String> obstacle;

    /** Tells how much could be read. */
    enum Coverage {
        /** All that is there. */
        COMPLETE,
        /** The header only, which is what the kernel gives to a user without CAP_SYS_ADMIN. */
        HEADER,
        /** Nothing; {@link #cause()} says why. */
        NOTHING
    }

    private FunctionConfig(Coverage coverage, ConfigSpace space, RegisterObstacle cause, Optional<String> obstacle) {
        this.coverage = coverage;
        this.space = space;
        this.cause = cause;
        this.obstacle = obstacle;
        capabilities = coverage == Coverage.COMPLETE
                ? CapabilityList.of(space)
                : CapabilityList.of(ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE));
    }

    static FunctionConfig of(ConfigSpace space) {
        return new FunctionConfig(Coverage.COMPLETE, space, RegisterObstacle.NONE, Optional.empty());
    }

    static FunctionConfig headerOnly(ConfigSpace header) {
        return new FunctionConfig(
                Coverage.HEADER,
                header,
                RegisterObstacle.HEADER_ONLY,
                Optional.of("only the header may be read; capabilities need root (CAP_SYS_ADMIN)"));
    }

    static FunctionConfig unreadable(RegisterObstacle cause, String obstacle) {
        return new FunctionConfig(
                Coverage.NOTHING,
                ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE),
                cause,
                Optional.of("config: " + obstacle));
    }

    /** Returns how much could be read. */
    Coverage coverage() {
        return coverage;
    }

    /** Tells whether a capability that is not found is not there. */
    public boolean complete() {
        return coverage == Coverage.COMPLETE;
    }

    /**
     * Tells whether it is a PCI Express function whose space ends at 256, so that its extended capabilities are out of
     * reach.
     */
    public boolean cutOff() {
        return complete() && !space.extended() && express().isPresent();
    }

    /** Tells whether an extended capability that is not found is not there. */
    public boolean extendedComplete() {
        return complete() && !cutOff();
    }

    /** Returns why it is not complete. */
    public RegisterObstacle cause() {
        return cause;
    }

    /** Says why it is not complete, in words without a full stop; empty when it is. */
    public Optional<String> obstacle() {
        return obstacle;
    }

    /** Returns the registers; zeroes where nothing was read. */
    public ConfigSpace space() {
        return space;
    }

    /** Returns the capabilities found in the registers; none when only the header could be read. */
    public CapabilityList capabilities() {
        return capabilities;
    }

    /** Returns the PASID capability's registers; empty without one. */
    public Optional<PasidStructure> pasid() {
        return complete() ? PasidProbe.structureIn(space) : Optional.empty();
    }

    /** Tells whether the ATS capability is enabled; empty without one. */
    public Optional<Boolean> atsEnabled() {
        return decoded(CapabilityId.ATS, AtsCapability.SIZE, AtsCapability::decode)
                .map(AtsCapability::enabled);
    }

    /** Tells whether the PRI capability is enabled; empty without one. */
    public Optional<Boolean> priEnabled() {
        return decoded(CapabilityId.PRI, PriCapability.SIZE, PriCapability::decode)
                .map(PriCapability::enabled);
    }

    /** Returns the ACS capability's registers; empty without one. */
    public Optional<AccessControl> accessControl() {
        return decoded(
                CapabilityId.ACS,
                AccessControl.SIZE,
                (config, offset) -> new AccessControl(config.u16(offset + 4), config.u16(offset + 6)));
    }

    /** Returns the PCI Express capability; empty without one. */
    public Optional<Express> express() {
        return decoded(CapabilityId.EXP, EXPRESS_FLAGS, Express::decode);
    }

    /** Returns how many VFs the SR-IOV capability says there are; empty without one. */
    public Optional<VirtualFunctionCount> virtualFunctionCount() {
        return decoded(CapabilityId.SRIOV, SriovCapability.SIZE, SriovCapability::decode)
                .map(VirtualFunctionCount::of);
    }

    /** Tells whether the header says that the device has more than one function. */
    public boolean multifunction() {
        return (space.u8(Registers.HEADER_TYPE) & Registers.HEADER_TYPE_MULTIFUNCTION) != 0;
    }

    /** Decodes a capability whose bytes are all within the space. */
    private <T> Optional<T> decoded(CapabilityId id, int size, BiFunction<ConfigSpace, Integer, T> decoder) {
        return capabilities
                .find(id)
                .filter(found -> found.offset() + size <= space.size())
                .map(found -> decoder.apply(space, found.offset()));
    }
}
