// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/**
 * Defines resizable BARs (PCIe 6.0, 7.8.6). A size that the function offers changes which address bits of the BAR are
 * writable; another one is not taken.
 */
final class ResizableBarRules implements CapabilityRules {
    private static final int FIRST_CONTROL = 8;
    private static final int BAR_0 = 0x10;
    private static final int LAST_BAR = 5;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        int count = capability.u32(FIRST_CONTROL) >>> 5 & 7;
        for (int entry = 0; entry < count; entry++) {
            int control = FIRST_CONTROL + 8 * entry;
            int index = capability.u32(control) & 7;
            if (index <= LAST_BAR && function.headerType() == 0) {
                long sizes = (capability.u32(control - 4) & 0xffffffffL) >>> 4;
                capability
                        .readWriteSticky(control, 4, Resize.SIZE)
                        .watch(control, new Resize(BAR_0 + 4 * index, sizes));
            }
        }
    }

    /**
     * Resizes one BAR.
     *
     * @param offered bit n is set for a size of 2^n MiB
     */
    private record Resize(int bar, long offered) implements WriteRule {
        private static final int SIZE = 0x3f00;
        private static final int MEBIBYTE_BITS = 20;
        private static final int MEMORY_TYPE = 6;
        private static final int MEMORY_64 = 4;
        private static final int FLAGS = 0xf;

        @Override
        public int decide(RegisterFile registers, int before, int proposed, int written, int lanes) {
            boolean possible = (offered >>> code(proposed) & 1) != 0;
            return possible ? proposed : (proposed & ~SIZE) | (before & SIZE);
        }

        @Override
        public void afterwards(RegisterFile registers, int before, int written, int after) {
            if (code(before) == code(after)) {
                return;
            }
            long address = -(1L << (MEBIBYTE_BITS + code(after)));
            registers.setWritable(bar, ~FLAGS, (int) address);
            if ((registers.get(bar) & MEMORY_TYPE) == MEMORY_64 && bar < BAR_0 + 4 * LAST_BAR) {
                registers.setWritable(bar + 4, -1, (int) (address >>> 32));
            }
        }

        private static int code(int control) {
            return (control & SIZE) >>> 8;
        }
    }
}
