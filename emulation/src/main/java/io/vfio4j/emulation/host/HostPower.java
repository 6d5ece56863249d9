// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a function's power state for the host: pci_set_power_state() of drivers/pci/pci.c, with the saving and
 * restoring of vfio_pci_set_power_state() around it for functions that lose their registers on the way back to D0.
 */
public final class HostPower {
    public static final int D0 = 0;
    public static final int D3_HOT = 3;

    private static final int CAPABILITIES = 2;
    private static final int CONTROL = 4;
    private static final int D1_SUPPORT = 0x200;
    private static final int D2_SUPPORT = 0x400;
    private static final int STATE_MASK = 3;
    private static final int NO_SOFT_RESET = 8;

    private final PciFunction function;
    private final HostResources resources;
    private final HostState registers;
    private final int capability;
    private final boolean losesRegisters;
    private int state;
    private HostState.@Nullable Saved saved;

    HostPower(PciFunction function, HostResources resources, HostState registers) {
        this.function = function;
        this.resources = resources;
        this.registers = registers;
        this.capability = HostCapabilities.findWhole(function, CapabilityId.PM, CONTROL + 2);
        int control = capability == 0 ? NO_SOFT_RESET : function.readConfig(capability + CONTROL, 2);
        this.state = capability == 0 ? D0 : control & STATE_MASK;
        this.losesRegisters = (control & NO_SOFT_RESET) == 0;
    }

    /** Returns the state, 0 to 3 for D0 to D3hot. */
    public int state() {
        return state;
    }

    /**
     * Changes the state for the user: vfio_pci_set_power_state(). What a function cannot do, or may not do while it has
     * VFs, does not happen and is no error: the user reads the state back.
     */
    public void change(int wanted) {
        if (wanted == D0) {
            HostState.Saved before = losesRegisters && state == D3_HOT ? saved : null;
            wake();
            if (before != null) {
                registers.restore(before);
                saved = null;
            }
        } else if (function.virtualFunctions().isEmpty() && capability != 0 && possible(wanted)) {
            HostState.Saved before = losesRegisters && wanted == D3_HOT ? registers.save() : null;
            int control = function.readConfig(capability + CONTROL, 2);
            function.writeConfig(capability + CONTROL, 2, (control & ~STATE_MASK) | wanted);
            state = function.readConfig(capability + CONTROL, 2) & STATE_MASK;
            if (state == D3_HOT) {
                saved = before;
            }
        }
    }

    /**
     * Brings the function to D0 on the host's own account, as before a reset: pci_set_full_power_state(). Of registers
     * that are lost on the way, only the BARs come back.
     */
    void wake() {
        if (capability == 0 || state == D0) {
            return;
        }
        boolean lost = losesRegisters && state == D3_HOT;
        function.writeConfig(capability + CONTROL, 2, 0);
        state = function.readConfig(capability + CONTROL, 2) & STATE_MASK;
        if (lost && state == D0) {
            resources.restoreBars();
        }
    }

    /** Returns whether the function has a state and may enter it: from D0 any, from another one only a deeper one. */
    private boolean possible(int wanted) {
        int capabilities = function.readConfig(capability + CAPABILITIES, 2);
        return wanted > state
                && (wanted != 1 || (capabilities & D1_SUPPORT) != 0)
                && (wanted != 2 || (capabilities & D2_SUPPORT) != 0);
    }
}
