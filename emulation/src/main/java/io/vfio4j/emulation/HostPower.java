package io.vfio4j.emulation;

import io.vfio4j.pci.ConfigSpace;
import org.jspecify.annotations.Nullable;

/**
 * A function's power state as the host keeps it: pci_set_power_state() of drivers/pci/pci.c, with the saving and
 * restoring of vfio_pci_set_power_state() around it for functions that lose their registers on the way back to D0.
 */
final class HostPower {
    static final int D0 = 0;
    static final int D3_HOT = 3;

    private static final int CAPABILITIES = 2;
    private static final int CONTROL = 4;
    private static final int D1_SUPPORT = 0x200;
    private static final int D2_SUPPORT = 0x400;
    private static final int STATE_MASK = 3;
    private static final int NO_SOFT_RESET = 8;

    private final PciFunction function;
    private final int capability;
    private final boolean losesRegisters;
    private int state;
    private @Nullable ConfigSpace saved;

    /**
     * The power state of a function.
     *
     * @param capability its Power Management capability, 0 when it has none
     */
    HostPower(PciFunction function, int capability) {
        this.function = function;
        this.capability = capability;
        int control = capability == 0 ? NO_SOFT_RESET : function.readConfig(capability + CONTROL, 2);
        this.state = capability == 0 ? D0 : control & STATE_MASK;
        this.losesRegisters = (control & NO_SOFT_RESET) == 0;
    }

    /** 0 to 3, for D0 to D3hot. */
    int state() {
        return state;
    }

    /**
     * Changes the state. What a function cannot do, or may not do while it has VFs, does not happen and is no error: the
     * user reads the state back.
     */
    void change(int wanted) {
        if (wanted > D0 && !function.virtualFunctions().isEmpty()) {
            return;
        }
        ConfigSpace before = losesRegisters && state < D3_HOT && wanted == D3_HOT ? function.config() : null;
        boolean restore = losesRegisters && state == D3_HOT && wanted == D0;
        change(wanted, before, restore);
    }

    private void change(int wanted, @Nullable ConfigSpace before, boolean restore) {
        if (capability == 0 || wanted == state || (wanted != D0 && !possible(wanted))) {
            return;
        }
        int control = function.readConfig(capability + CONTROL, 2);
        function.writeConfig(capability + CONTROL, 2, wanted == D0 ? 0 : (control & ~STATE_MASK) | wanted);
        state = function.readConfig(capability + CONTROL, 2) & STATE_MASK;
        if (before != null && state == D3_HOT) {
            saved = before;
        } else if (restore && saved != null) {
            function.restoreConfig(saved);
            saved = null;
        }
    }

    /** A function goes from D0 to any state, and from another one only deeper. */
    private boolean possible(int wanted) {
        int capabilities = function.readConfig(capability + CAPABILITIES, 2);
        return wanted > state
                && (wanted != 1 || (capabilities & D1_SUPPORT) != 0)
                && (wanted != 2 || (capabilities & D2_SUPPORT) != 0);
    }
}
