// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.SriovCapability;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses that the host gave a function and its VFs, and what it had set up of SR-IOV. The host knows this
 * without reading registers, and writes it when it knows them to be lost.
 */
final class HostResources {
    private static final int RESIZABLE_CONTROL = 8;
    private static final int RESIZABLE_INDEX = 7;
    private static final int RESIZABLE_SIZE = 0x3f00;
    private static final int MEBIBYTE_BITS = 20;
    private static final int SRIOV_CONTROL = 0x08;
    private static final int SRIOV_ENABLE = 0x01;
    private static final int SRIOV_ARI = 0x10;
    private static final int SRIOV_COUNT = 0x10;
    private static final int SRIOV_PAGE_SIZE = 0x20;

    private final PciFunction function;
    private final boolean romEnabled;
    private final int resizable;
    private final int sriov;
    private final int sriovControl;
    private final HostRegisters sriovRegisters;
    private final int[] sriovValues;

    HostResources(PciFunction function) {
        this.function = function;
        this.romEnabled = (function.readConfig(Registers.ROM_ADDRESS, 4) & Registers.ROM_ADDRESS_ENABLE) != 0;
        this.resizable = HostCapabilities.findWhole(function, CapabilityId.REBAR, RESIZABLE_CONTROL + 4);
        this.sriov = HostCapabilities.findWhole(function, CapabilityId.SRIOV, SriovCapability.SIZE);
        this.sriovControl = sriov == 0 ? 0 : function.readConfig(sriov + SRIOV_CONTROL, 2);
        this.sriovRegisters = new HostRegisters(function);
        for (int index = 0; index < Registers.BARS; index++) {
            sriovRegisters.add(sriov, SriovCapability.VF_BAR_0 + 4 * index, 4);
        }
        sriovRegisters.add(sriov, SRIOV_PAGE_SIZE, 4).add(sriov, SRIOV_COUNT, 2).add(sriov, SRIOV_CONTROL, 2);
        this.sriovValues = sriovRegisters.save();
    }

    /** Writes the BARs of the function and of its VFs again, a ROM only when it was enabled: pci_restore_bars(). */
    void restoreBars() {
        for (int index = 0; index < Registers.BARS && !function.virtual(); index++) {
            Bar bar = function.bar(index).orElse(null);
            if (bar != null) {
                function.writeConfig(bar.register(), 4, bar.low());
                if (bar.registers() == 2) {
                    function.writeConfig(bar.register() + 4, 4, bar.high());
                }
            }
        }
        Bar rom = function.bar(Bar.ROM_INDEX).orElse(null);
        if (rom != null && romEnabled) {
            function.writeConfig(Registers.ROM_ADDRESS, 4, rom.low() | Registers.ROM_ADDRESS_ENABLE);
        }
        for (int index = 0; index < Registers.BARS && sriov != 0; index++) {
            function.writeConfig(sriov + SriovCapability.VF_BAR_0 + 4 * index, 4, sriovValues[index]);
        }
    }

    /** Gives each resizable BAR the size of its resource: pci_restore_rebar_state(). */
    void restoreSizes() {
        int count = resizable == 0 ? 0 : function.readConfig(resizable + RESIZABLE_CONTROL, 4) >>> 5 & 7;
        for (int entry = 0; entry < count; entry++) {
            int register = resizable + RESIZABLE_CONTROL + 8 * entry;
            if (register > function.configSize() - 4) {
                return;
            }
            int control = function.readConfig(register, 4);
            int index = control & RESIZABLE_INDEX;
            if (index < Registers.BARS) {
                int size = sizeCode(function.bar(index).orElse(null)) << 8;
                function.writeConfig(register, 4, (control & ~RESIZABLE_SIZE) | size);
            }
        }
    }

    /** Turns the VFs on again, only when the reset has turned them off: sriov_restore_state(). */
    void restoreVirtualFunctions() {
        if (sriov == 0) {
            return;
        }
        int control = function.readConfig(sriov + SRIOV_CONTROL, 2);
        if ((control & SRIOV_ENABLE) == 0) {
            function.writeConfig(sriov + SRIOV_CONTROL, 2, (control & ~SRIOV_ARI) | (sriovControl & SRIOV_ARI));
            sriovRegisters.restore(sriovValues);
        }
    }

    private static int sizeCode(@Nullable Bar bar) {
        return bar == null ? 0 : Math.max(0, 63 - Long.numberOfLeadingZeros(bar.size()) - MEBIBYTE_BITS);
    }
}
