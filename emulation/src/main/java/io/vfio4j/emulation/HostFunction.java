package io.vfio4j.emulation;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.CapabilityId;

/**
 * A function in the hands of a host kernel: what Linux's PCI core knows of it ({@code struct pci_dev}) and does to it on
 * behalf of vfio-pci.
 */
final class HostFunction {
    private static final int COMMAND = 0x04;
    private static final int COMMAND_IO = 0x0001;
    private static final int COMMAND_MEMORY = 0x0002;
    private static final int COMMAND_MASTER = 0x0004;
    private static final int COMMAND_INTX_DISABLE = 0x0400;
    private static final int HEADER_TYPE = 0x0e;
    private static final int INTERRUPT_PIN = 0x3d;
    private static final int MSI_CONTROL = 2;
    private static final int MSI_ENABLE = 0x0001;
    private static final int MSI_QUEUE_SIZE = 0x0070;
    private static final int MSIX_ENABLE = 0x8000;
    private static final int MSIX_MASK_ALL = 0x4000;
    private static final int PASID_CONTROL = 6;
    private static final int PASID_ENABLE = 1;

    private final PciFunction function;
    private final HostResets resets;
    private final HostPower power;
    private final HostVitalProductData vitalProductData;
    private final int configSize;
    private final int expressCapability;
    private final int msiCapability;
    private final int msixCapability;
    private final int pasidCapability;
    private final int pasidControl;
    private final boolean intxBroken;
    private final boolean intxMaskable;

    private HostFunction(PciFunction function) {
        this.function = function;
        this.configSize = HostConfigSize.of(function);
        this.expressCapability = HostCapabilities.find(function, CapabilityId.EXP);
        this.msiCapability = HostCapabilities.find(function, CapabilityId.MSI);
        this.msixCapability = HostCapabilities.find(function, CapabilityId.MSIX);
        this.pasidCapability = function.virtual() ? 0 : HostCapabilities.find(function, CapabilityId.PASID);
        this.pasidControl = pasidCapability == 0 ? 0 : function.readConfig(pasidCapability + PASID_CONTROL, 2);
        this.resets = HostResets.of(function);
        this.power = new HostPower(function, HostCapabilities.find(function, CapabilityId.PM));
        this.vitalProductData = new HostVitalProductData(function, HostCapabilities.find(function, CapabilityId.VPD));
        this.intxBroken = BrokenIntx.of(function);
        this.intxMaskable = !function.virtual()
                && function.readConfig(INTERRUPT_PIN, 1) != 0
                && !intxBroken
                && intxDisableWorks(function);
    }

    /**
     * Takes a function over as vfio_pci_core_enable() does: interrupts and bus mastering off, resources on, a reset, INTx
     * usable.
     *
     * @throws VfioException EINVAL for anything but a type 0 header
     */
    static HostFunction open(PciFunction function) {
        int headerType = function.readConfig(HEADER_TYPE, 1) & 0x7f;
        if (headerType != 0) {
            throw new VfioException(
                    "pci:" + function.address(),
                    "bind to vfio-pci",
                    Errno.EINVAL,
                    "header type %d: vfio-pci takes endpoints only, not bridges".formatted(headerType));
        }
        HostFunction host = new HostFunction(function);
        host.power.change(HostPower.D0);
        host.disableMessageInterrupts();
        host.changeCommand(COMMAND_MASTER, 0);
        host.changeCommand(0, host.resourceBits());
        if (host.resets.possible()) {
            host.reset();
        }
        if (host.intxBroken) {
            host.setIntx(false);
        } else if (host.intxMaskable) {
            host.setIntx(true);
        }
        return host;
    }

    PciFunction function() {
        return function;
    }

    HostPower power() {
        return power;
    }

    HostVitalProductData vitalProductData() {
        return vitalProductData;
    }

    /** cfg_size of {@code struct pci_dev}: 256 or 4096. */
    int configSize() {
        return configSize;
    }

    /** Where PCI Express is, 0 when it is not. */
    int expressCapability() {
        return expressCapability;
    }

    /** Where MSI is, 0 when it is not. */
    int msiCapability() {
        return msiCapability;
    }

    /** Where MSI-X is, 0 when it is not. */
    int msixCapability() {
        return msixCapability;
    }

    /** Whether the host knows a way to reset the function. */
    boolean resettable() {
        return resets.possible();
    }

    /** Whether INTx can be masked in the function (PCI 2.3). */
    boolean intxMaskable() {
        return intxMaskable;
    }

    /** Whether INTx is not to be used with this device at all: vfio_pci_nointx(). */
    boolean intxBroken() {
        return intxBroken;
    }

    /**
     * pci_try_reset_function(): resets the function and restores what was set up. The host's own enablement of PASID wins
     * over what somebody wrote into the unlisted register: pci_restore_pasid_state().
     */
    void reset() {
        power.change(HostPower.D0);
        function.resetAndRestore();
        if ((pasidControl & PASID_ENABLE) != 0) {
            int control = pasidCapability + PASID_CONTROL;
            if (function.readConfig(control, 2) != pasidControl) {
                function.writeConfig(control, 2, 0);
                function.writeConfig(control, 2, pasidControl);
            }
        }
    }

    /** Lets the function signal INTx or forbids it: pci_intx(). */
    void setIntx(boolean enabled) {
        changeCommand(COMMAND_INTX_DISABLE, enabled ? 0 : COMMAND_INTX_DISABLE);
    }

    /** Turns MSI on for a number of vectors, as a power of two. */
    void enableMsi(int log2Vectors) {
        int control = msiCapability + MSI_CONTROL;
        int flags = function.readConfig(control, 2);
        function.writeConfig(control, 2, (flags & ~MSI_QUEUE_SIZE) | (log2Vectors << 4) | MSI_ENABLE);
    }

    void enableMsix() {
        int control = msixCapability + MSI_CONTROL;
        int flags = function.readConfig(control, 2);
        function.writeConfig(control, 2, (flags & ~MSIX_MASK_ALL) | MSIX_ENABLE);
    }

    /** Turns MSI and MSI-X off. */
    void disableMessageInterrupts() {
        clear(msiCapability, MSI_ENABLE);
        clear(msixCapability, MSIX_ENABLE);
    }

    private void clear(int capability, int bit) {
        if (capability != 0) {
            int flags = function.readConfig(capability + MSI_CONTROL, 2);
            if ((flags & bit) != 0) {
                function.writeConfig(capability + MSI_CONTROL, 2, flags & ~bit);
            }
        }
    }

    private void changeCommand(int mask, int value) {
        int before = function.readConfig(COMMAND, 2);
        int after = (before & ~mask) | value;
        if (after != before) {
            function.writeConfig(COMMAND, 2, after);
        }
    }

    private int resourceBits() {
        int bits = 0;
        for (int index = 0; index < Bar.ROM_INDEX; index++) {
            Bar bar = function.bar(index);
            if (bar != null) {
                bits |= bar.type() == Bar.Type.IO ? COMMAND_IO : COMMAND_MEMORY;
            }
        }
        return bits;
    }

    private static boolean intxDisableWorks(PciFunction function) {
        int before = function.readConfig(COMMAND, 2);
        int toggled = before ^ COMMAND_INTX_DISABLE;
        function.writeConfig(COMMAND, 2, toggled);
        int after = function.readConfig(COMMAND, 2);
        function.writeConfig(COMMAND, 2, before);
        return after == toggled;
    }
}
