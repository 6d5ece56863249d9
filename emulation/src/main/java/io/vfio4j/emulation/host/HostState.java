// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;

/**
 * Saves what Linux's PCI core saves of a function before a reset or a sleep, and restores it afterwards:
 * pci_save_state() and pci_restore_state() of drivers/pci/pci.c. Registers that are in neither keep what the reset made
 * of them.
 *
 * <p>Left out because a reset here changes nothing of it: virtual channels. Left out because Linux would do nothing:
 * L1 PM Substates (there is no bridge above the function), DPC (saved for ports only), TPH (never enabled for a user).
 */
final class HostState {
    private static final int HEADER_REGISTERS = 16;
    private static final int LATENCIES = 4;
    private static final int TIME_CONTROL = 8;
    private static final int CONVENTIONAL_X_COMMAND = 2;
    private static final int UNCORRECTABLE_STATUS = 0x04;
    private static final int UNCORRECTABLE_MASK = 0x08;
    private static final int UNCORRECTABLE_SEVERITY = 0x0c;
    private static final int CORRECTABLE_STATUS = 0x10;
    private static final int CORRECTABLE_MASK = 0x14;
    private static final int ERROR_CONTROL = 0x18;
    private static final int ROOT_ERROR_COMMAND = 0x2c;
    private static final int ROOT_ERROR_STATUS = 0x30;
    private static final int ACS_CAPABILITY = 4;
    private static final int ACS_CONTROL = 6;
    /** Enables source validation, request and completion redirect, upstream forwarding: pci_std_enable_acs(). */
    private static final int ACS_ISOLATION = 0x001d;

    private final PciFunction function;
    private final HostTranslation translation;
    private final HostResources resources;
    private final HostMessages messages;
    private final HostRegisters capabilities;
    private final HostRegisters errorStatus;
    private final int accessControl;

    /** Notes what is enabled now as what the host wants to be enabled. */
    HostState(PciFunction function, HostResources resources, HostMessages messages) {
        this.function = function;
        this.translation = new HostTranslation(function);
        this.resources = resources;
        this.messages = messages;
        HostExpress express = HostExpress.of(function);
        int errors = HostCapabilities.find(function, CapabilityId.ERR);
        this.capabilities = new HostRegisters(function);
        if (express.offset() != 0) {
            capabilities.add(HostCapabilities.find(function, CapabilityId.LTR), LATENCIES, 4);
            express.addControls(capabilities);
            capabilities.add(HostCapabilities.find(function, CapabilityId.PTM), TIME_CONTROL, 4);
        }
        capabilities
                .add(errors, UNCORRECTABLE_MASK, 4)
                .add(errors, UNCORRECTABLE_SEVERITY, 4)
                .add(errors, CORRECTABLE_MASK, 4)
                .add(errors, ERROR_CONTROL, 4);
        if (express.root()) {
            capabilities.add(errors, ROOT_ERROR_COMMAND, 4);
        }
        capabilities.add(HostCapabilities.find(function, CapabilityId.PCIX), CONVENTIONAL_X_COMMAND, 2);
        this.errorStatus =
                new HostRegisters(function).add(errors, CORRECTABLE_STATUS, 4).add(errors, UNCORRECTABLE_STATUS, 4);
        if (express.root()) {
            errorStatus.add(errors, ROOT_ERROR_STATUS, 4);
        }
        this.accessControl = HostCapabilities.findWhole(function, CapabilityId.ACS, ACS_CONTROL + 2);
    }

    /** Holds registers as they were at one time. */
    static final class Saved {
        private final int[] header = new int[HEADER_REGISTERS];
        private final int[] capabilities;

        private Saved(int[] capabilities) {
            this.capabilities = capabilities;
        }
    }

    Saved save() {
        Saved saved = new Saved(capabilities.save());
        for (int register = 0; register < HEADER_REGISTERS; register++) {
            saved.header[register] = function.readConfig(4 * register, 4);
        }
        return saved;
    }

    void restore(Saved saved) {
        capabilities.restore(saved.capabilities);
        translation.restore();
        resources.restoreSizes();
        errorStatus.restore(errorStatus.save());
        restoreHeader(saved.header);
        messages.restore();
        isolate();
        resources.restoreVirtualFunctions();
    }

    /** Writes from the end to the start, so that BARs are there before the command register enables them. */
    private void restoreHeader(int[] saved) {
        for (int register = HEADER_REGISTERS - 1; register >= 0; register--) {
            if (function.readConfig(4 * register, 4) != saved[register]) {
                function.writeConfig(4 * register, 4, saved[register]);
            }
        }
    }

    /** Isolates the function, as every host with an IOMMU does: pci_enable_acs(). */
    private void isolate() {
        if (accessControl != 0) {
            int supported = function.readConfig(accessControl + ACS_CAPABILITY, 2);
            int control = function.readConfig(accessControl + ACS_CONTROL, 2);
            function.writeConfig(accessControl + ACS_CONTROL, 2, control | (supported & ACS_ISOLATION));
        }
    }
}
