// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.host.HostPower;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows a function's configuration space as Linux's vfio-pci does: drivers/vfio/pci/vfio_pci_config.c, Linux 7.3.
 *
 * <p>The header, and the capabilities that vfio-pci knows, are virtual in part: bits come from the hardware or from a
 * copy that the kernel keeps. Capabilities that it does not know, PASID among them, are taken out of the lists. Their
 * bodies are not protected: bytes that belong to nothing shown are the hardware's, for reading and for writing. With
 * {@code blankHidden} they read 0 and drop writes, which the kernel does not do.
 *
 * <p>Opening a function changes it, as vfio-pci's opening does: bus mastering and message interrupts go off, BARs go
 * on, and the function is reset if it can be.
 *
 * <p>A space is used by one thread at a time. Reading and writing allocate nothing and take no lock.
 */
public final class VfioPciConfig extends ConfigRegion {
    private static final int OWNERS = ConfigOwners.BLANK + 1;

    private final HostFunction host;
    private final ShadowSpace shadow;
    private final ConfigOwners owners;
    private final List<Capability> hidden;
    private final AccessPermissions[] conventional = new AccessPermissions[OWNERS];
    private final AccessPermissions[] extended = new AccessPermissions[OWNERS];

    public VfioPciConfig(String target, HostFunction host, InterruptState interrupts, boolean blankHidden) {
        super(target, host.configSize());
        this.host = host;
        this.shadow = new ShadowSpace(host.configSize());
        this.owners = new ConfigOwners(host.configSize());
        PciFunction hardware = host.function();
        shadow.fill(hardware, 0, ConfigSpace.HEADER_SIZE);
        AccessPermissions header = new HeaderPermissions(host, shadow, interrupts);
        virtualiseHeader(hardware);
        CapabilityWalk walk = new CapabilityWalk(hardware, shadow, owners);
        walk.run();
        this.hidden = List.copyOf(walk.hidden());
        if (blankHidden) {
            HiddenBodies.blank(hardware.config(), hidden, owners);
        }
        owners.findStarts();
        definePermissions(header, walk.msi(), interrupts);
    }

    /**
     * Opens a function.
     *
     * @param blankHidden the bodies of hidden capabilities read 0, unlike with the kernel
     * @throws io.vfio4j.device.VfioException EINVAL when the function is a bridge, which vfio-pci refuses
     */
    public static VfioPciConfig open(PciFunction function, boolean blankHidden) {
        HostFunction host = HostFunction.open(function);
        return new VfioPciConfig("pci:" + function.address(), host, new InterruptState(host), blankHidden);
    }

    /**
     * Returns the capabilities that the hardware lists and the user does not see, in list order, standard ones first.
     */
    List<Capability> hidden() {
        return hidden;
    }

    /** Copies what reading the whole space returns. */
    public ConfigSpace toConfigSpace() {
        byte[] bytes = new byte[size()];
        readBytes(0, MemorySegment.ofArray(bytes), 0, bytes.length);
        return ConfigSpace.of(bytes);
    }

    /**
     * Returns whether memory BARs and the ROM answer: __vfio_pci_memory_enabled(). VFs have no enable bit of their own,
     * so theirs always do, but for D3hot.
     */
    public boolean memoryEnabled() {
        return host.power().state() < HostPower.D3_HOT
                && (host.function().virtual() || (shadow.u16(Registers.COMMAND) & Registers.COMMAND_MEMORY) != 0);
    }

    /** Returns the Interrupt Pin register as shown: 0 when INTx cannot be used. */
    public int interruptPin() {
        return shadow.u8(Registers.INTERRUPT_PIN);
    }

    @Override
    int chunk(int position, int left) {
        return owners.chunk(position, left);
    }

    @Override
    int loadChunk(int position, int count) {
        int start = owners.start(position);
        return permissions(position).load(start, position - start, count);
    }

    @Override
    void storeChunk(int position, int count, int value) {
        int start = owners.start(position);
        permissions(position).store(start, position - start, count, value);
    }

    private AccessPermissions permissions(int position) {
        int owner = owners.owner(position);
        return position < ConfigSpace.CONVENTIONAL_SIZE ? conventional[owner] : extended[owner];
    }

    /** Changes what vfio_config_init() changes before it looks for capabilities. */
    private void virtualiseHeader(PciFunction hardware) {
        if (hardware.virtual()) {
            shadow.set(Registers.VENDOR_ID, 2, hardware.vendorId());
            shadow.set(Registers.DEVICE_ID, 2, hardware.deviceId());
            shadow.set(Registers.COMMAND, 2, shadow.u16(Registers.COMMAND) | Registers.COMMAND_MEMORY);
        }
        if (hardware.virtual() || host.intxBroken()) {
            shadow.set(Registers.INTERRUPT_PIN, 1, 0);
        }
    }

    private void definePermissions(AccessPermissions header, @Nullable PermissionTable msi, InterruptState interrupts) {
        PciFunction hardware = host.function();
        AccessPermissions readOnly = new DirectPermissions(hardware, shadow, false);
        AccessPermissions vendor = new DirectPermissions(hardware, shadow, true);
        for (AccessPermissions[] each : List.of(conventional, extended)) {
            Arrays.fill(each, readOnly);
            each[ConfigOwners.SHADOW_ONLY] = UnownedPermissions.shadow(shadow);
            each[ConfigOwners.UNASSIGNED] = UnownedPermissions.raw(hardware);
            each[ConfigOwners.BLANK] = UnownedPermissions.blank();
        }
        conventional[ConfigOwners.HEADER] = header;
        conventional[CapabilityId.PM.id()] = new PowerPermissions(host, shadow);
        conventional[CapabilityId.VPD.id()] = new VitalProductDataPermissions(host, shadow);
        if (msi != null) {
            conventional[CapabilityId.MSI.id()] = new MsiPermissions(host, shadow, msi, interrupts);
        }
        conventional[CapabilityId.PCIX.id()] = new TablePermissions(hardware, shadow, PermissionTables.PCIX);
        conventional[CapabilityId.VNDR.id()] = vendor;
        conventional[CapabilityId.EXP.id()] = new ExpressPermissions(host, shadow);
        conventional[CapabilityId.AF.id()] = new AdvancedFeaturesPermissions(host, shadow);
        extended[CapabilityId.ERR.id()] = new TablePermissions(hardware, shadow, PermissionTables.ERROR_REPORTING);
        extended[CapabilityId.PWR.id()] = new TablePermissions(hardware, shadow, PermissionTables.POWER_BUDGETING);
        extended[CapabilityId.EXT_VNDR.id()] = vendor;
        extended[CapabilityId.DVSEC.id()] = vendor;
    }
}
