package io.vfio4j.kernel.sysfs;

import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.pasid.PasidStructure;
import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityId;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import java.util.Optional;

/**
 * A function's own registers, as far as they could be read: the standard space, and the first 16 bytes of every
 * extended capability.
 */
public final class FunctionConfig {
    private final Coverage coverage;
    private final ConfigSpace space;
    private final CapabilityList capabilities;
    private final String obstacle;

    /** How much could be read. */
    public enum Coverage {
        /** All that is there. */
        COMPLETE,
        /** The header only, which is what the kernel gives to a user without CAP_SYS_ADMIN. */
        HEADER,
        NOTHING
    }

    private FunctionConfig(Coverage coverage, ConfigSpace space, String obstacle) {
        this.coverage = coverage;
        this.space = space;
        this.obstacle = obstacle;
        capabilities = coverage == Coverage.COMPLETE
                ? CapabilityList.of(space)
                : CapabilityList.of(ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE));
    }

    static FunctionConfig of(ConfigSpace space) {
        return new FunctionConfig(Coverage.COMPLETE, space, "");
    }

    static FunctionConfig headerOnly(ConfigSpace header) {
        return new FunctionConfig(
                Coverage.HEADER, header, "only the header may be read; capabilities need root (CAP_SYS_ADMIN)");
    }

    static FunctionConfig unreadable(String obstacle) {
        return new FunctionConfig(
                Coverage.NOTHING, ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE), "config: " + obstacle);
    }

    public Coverage coverage() {
        return coverage;
    }

    /** Whether a capability that is not found is not there. */
    public boolean complete() {
        return coverage == Coverage.COMPLETE;
    }

    /** Whether it is a PCI Express function whose space ends at 256, so that its extended capabilities are out of reach. */
    public boolean cutOff() {
        return complete() && !space.extended() && express().isPresent();
    }

    /** Whether an extended capability that is not found is not there. */
    public boolean extendedComplete() {
        return complete() && !cutOff();
    }

    /** Why it is not complete; empty when it is. */
    public String obstacle() {
        return obstacle;
    }

    /** The registers; zeroes where nothing was read. */
    public ConfigSpace space() {
        return space;
    }

    public CapabilityList capabilities() {
        return capabilities;
    }

    /** The PASID capability's registers. */
    public Optional<PasidStructure> pasid() {
        return complete() ? PasidProbe.structureIn(space) : Optional.empty();
    }

    /** Whether the ATS capability is enabled; empty without one. */
    public Optional<Boolean> atsEnabled() {
        return register(CapabilityId.ATS, 6).map(control -> (control & 0x8000) != 0);
    }

    /** Whether the PRI capability is enabled; empty without one. */
    public Optional<Boolean> priEnabled() {
        return register(CapabilityId.PRI, 4).map(control -> (control & 1) != 0);
    }

    /** The ACS capability's registers. */
    public Optional<AccessControl> accessControl() {
        return register(CapabilityId.ACS, 4)
                .flatMap(able -> register(CapabilityId.ACS, 6).map(control -> new AccessControl(able, control)));
    }

    /** The PCI Express capability. */
    public Optional<Express> express() {
        return capability(CapabilityId.EXP, Express.SIZE).map(capability -> Express.decode(space, capability.offset()));
    }

    /** VFs that the SR-IOV capability says there may be (TotalVFs); 0 without one. */
    public int totalVirtualFunctions() {
        return register(CapabilityId.SRIOV, 0x0e).orElse(0);
    }

    /** VFs that exist (NumVFs, when VF Enable is set). */
    public int virtualFunctions() {
        boolean enabled = (register(CapabilityId.SRIOV, 8).orElse(0) & 1) != 0;
        return enabled ? register(CapabilityId.SRIOV, 0x10).orElse(0) : 0;
    }

    /** Whether the header says that the device has more than one function. */
    public boolean multifunction() {
        return (space.u8(0x0e) & 0x80) != 0;
    }

    private Optional<Integer> register(CapabilityId id, int register) {
        return capability(id, register + 2).map(capability -> space.u16(capability.offset() + register));
    }

    private Optional<Capability> capability(CapabilityId id, int size) {
        return capabilities.find(id).filter(found -> found.offset() + size <= space.size());
    }
}
