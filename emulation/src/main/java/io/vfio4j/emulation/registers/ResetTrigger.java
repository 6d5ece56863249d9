// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Resets the function when a 1 is written to a bit, which itself always reads 0: Initiate Function Level Reset. */
record ResetTrigger(int bit) implements WriteRule {
    @Override
    public void afterwards(RegisterFile registers, int before, int written, int after) {
        if ((written & bit) != 0) {
            registers.resetFunction();
        }
    }
}
