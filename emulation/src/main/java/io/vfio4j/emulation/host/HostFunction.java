// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;

/**
 * Has a function in hand as a host kernel does: what Linux's PCI core knows of it ({@code struct pci_dev}) and does to
 * it on behalf of vfio-pci.
 */
public final class HostFunction {

    private static final int EXPRESS_DEVICE_CONTROL = 8;

    private final PciFunction function;
    private final boolean resettable;
    private final HostPower power;
    private final HostVitalProductData vitalProductData;
    private final int configSize;
    private final int expressCapability;
    private final HostMessages messages;
    private final HostState state;
    private final boolean intxBroken;
    private final boolean intxMaskable;

    private HostFunction(PciFunction function) {
        this.function = function;
        this.configSize = HostConfigSize.of(function);
        this.expressCapability = HostCapabilities.findWhole(function, CapabilityId.EXP, EXPRESS_DEVICE_CONTROL + 2);
        this.messages = new HostMessages(function);
        HostResources resources = new HostResources(function);
        this.state = new HostState(function, resources, messages);
        this.resettable = HostResets.possible(function);
        this.power = new HostPower(function, resources, state);
        this.vitalProductData = new HostVitalProductData(
                function, HostCapabilities.findWhole(function, CapabilityId.VPD, HostVitalProductData.LENGTH));
        this.intxBroken = BrokenIntx.of(function);
        this.intxMaskable = !function.virtual()
                && function.readConfig(Registers.INTERRUPT_PIN, 1) != 0
                && !intxBroken
                && intxDisableWorks(function);
    }

    /**
     * Takes a function over as vfio_pci_core_enable() does: interrupts and bus mastering off, resources on, a reset,
     * INTx usable.
     *
     * @throws VfioException EINVAL for anything but a type 0 header
     */
    public static HostFunction open(PciFunction function) {
        int headerType = function.readConfig(Registers.HEADER_TYPE, 1) & Registers.HEADER_TYPE_MASK;
        if (headerType != Registers.HEADER_TYPE_NORMAL) {
            throw new VfioException(
                    "pci:" + function.address(),
                    "bind to vfio-pci",
                    Errno.EINVAL,
                    "header type %d: vfio-pci takes endpoints only, not bridges".formatted(headerType));
        }
        HostFunction host = new HostFunction(function);
        host.power.wake();
        host.messages.disable();
        host.changeCommand(Registers.COMMAND_MASTER, 0);
        host.changeCommand(0, host.resourceBits());
        if (host.resettable) {
            host.reset();
        }
        if (host.intxBroken) {
            host.setIntx(false);
        } else if (host.intxMaskable) {
            host.setIntx(true);
        }
        return host;
    }

    public PciFunction function() {
        return function;
    }

    public HostPower power() {
        return power;
    }

    public HostVitalProductData vitalProductData() {
        return vitalProductData;
    }

    /** Returns cfg_size of {@code struct pci_dev}: 256 or 4096. */
    public int configSize() {
        return configSize;
    }

    /** Returns the offset of PCI Express, 0 when there is none with a device control register. */
    public int expressCapability() {
        return expressCapability;
    }

    /** Returns the host's MSI and MSI-X. */
    public HostMessages messages() {
        return messages;
    }

    /** Returns whether the host knows a way to reset the function. */
    public boolean resettable() {
        return resettable;
    }

    /** Returns whether INTx can be masked in the function (PCI 2.3). */
    public boolean intxMaskable() {
        return intxMaskable;
    }

    /** Returns whether INTx is not to be used with this device at all: vfio_pci_nointx(). */
    public boolean intxBroken() {
        return intxBroken;
    }

    /**
     * Resets the function: pci_try_reset_function(). It is in D0 afterwards, with what the host saves of it as it was
     * before.
     */
    public void reset() {
        power.wake();
        HostState.Saved saved = state.save();
        function.writeConfig(Registers.COMMAND, 2, Registers.COMMAND_INTX_DISABLE);
        function.reset();
        state.restore(saved);
    }

    /**
     * Carries out VFIO_DEVICE_RESET as vfio_pci_ioctl_reset() does: unlike {@link #reset} it wakes the function as its
     * user would, so that registers lost in D3hot come back.
     */
    public void resetForUser() {
        power.change(HostPower.D0);
        reset();
    }

    /** Lets the function signal INTx or forbids it: pci_intx(). */
    public void setIntx(boolean enabled) {
        changeCommand(Registers.COMMAND_INTX_DISABLE, enabled ? 0 : Registers.COMMAND_INTX_DISABLE);
    }

    private void changeCommand(int mask, int value) {
        int before = function.readConfig(Registers.COMMAND, 2);
        int after = (before & ~mask) | value;
        if (after != before) {
            function.writeConfig(Registers.COMMAND, 2, after);
        }
    }

    private int resourceBits() {
        int bits = 0;
        for (int index = 0; index < Bar.ROM_INDEX; index++) {
            Bar bar = function.bar(index).orElse(null);
            if (bar != null) {
                bits |= bar.type() == Bar.Type.IO ? Registers.COMMAND_IO : Registers.COMMAND_MEMORY;
            }
        }
        return bits;
    }

    private static boolean intxDisableWorks(PciFunction function) {
        int before = function.readConfig(Registers.COMMAND, 2);
        int toggled = before ^ Registers.COMMAND_INTX_DISABLE;
        function.writeConfig(Registers.COMMAND, 2, toggled);
        int after = function.readConfig(Registers.COMMAND, 2);
        function.writeConfig(Registers.COMMAND, 2, before);
        return after == toggled;
    }
}
