// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Defines power management (PCI Power Management 1.2, 3.2). */
final class PowerManagementRules implements CapabilityRules {
    private static final int CAPABILITIES = 2;
    private static final int CONTROL = 4;
    private static final int POWER_STATE = 3;
    private static final int PME_SUPPORT = 0xf800;
    private static final int PME_ENABLE = 1 << 8;
    private static final int PME_STATUS = 1 << 15;
    private static final int D1_SUPPORT = 1 << 9;
    private static final int D2_SUPPORT = 1 << 10;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        int supported = capability.u16(CAPABILITIES);
        int states = 1 | 1 << 3;
        states |= (supported & D1_SUPPORT) != 0 ? 1 << 1 : 0;
        states |= (supported & D2_SUPPORT) != 0 ? 1 << 2 : 0;
        capability
                .readWrite(CONTROL, 2, POWER_STATE)
                .watch(CONTROL, new PowerState(states, function.keepsStateInD3hot()));
        if ((supported & PME_SUPPORT) != 0) {
            capability.readWriteSticky(CONTROL, 2, PME_ENABLE).writeOneToClearSticky(CONTROL, 2, PME_STATUS);
        }
    }

    /**
     * Enters no state that the function does not have; coming back to D0 from D3hot resets a function, unless it says
     * No_Soft_Reset.
     *
     * @param supported bit n is set for state Dn
     * @param remembers coming back resets nothing, whatever the function says
     */
    private record PowerState(int supported, boolean remembers) implements WriteRule {
        private static final int D3_HOT = 3;
        private static final int NO_SOFT_RESET = 1 << 3;

        @Override
        public int decide(RegisterFile registers, int before, int proposed, int written, int lanes) {
            boolean possible = (supported & 1 << (proposed & POWER_STATE)) != 0;
            return possible ? proposed : (proposed & ~POWER_STATE) | (before & POWER_STATE);
        }

        @Override
        public void afterwards(RegisterFile registers, int before, int written, int after) {
            boolean awoken = (before & POWER_STATE) == D3_HOT && (after & POWER_STATE) == 0;
            if (awoken && !remembers && (after & NO_SOFT_RESET) == 0) {
                registers.resetFunction();
            }
        }
    }
}
