// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.Bar;

/** Defines Single Root I/O Virtualization (PCIe 6.0, 9.3.3): the number of VFs is settled before they are enabled. */
final class SriovRules implements CapabilityRules {
    private static final int CAPABILITIES = 0x04;
    private static final int CONTROL = 0x08;
    private static final int STATUS = 0x0a;
    private static final int TOTAL_VFS = 0x0e;
    private static final int NUM_VFS = 0x10;
    private static final int SUPPORTED_PAGE_SIZES = 0x1c;
    private static final int SYSTEM_PAGE_SIZE = 0x20;
    private static final int VF_BAR = 0x24;
    private static final int MIGRATION_CAPABLE = 1;
    private static final int TEN_BIT_TAG_CAPABLE = 1 << 2;
    private static final int VF_ENABLE = 1;
    private static final int MEMORY_AND_ARI = 0x18;
    private static final int MIGRATION = 0x06;
    private static final int TEN_BIT_TAG = 0x20;
    private static final int PAGE_SIZE_4K = 1;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        int supported = capability.u32(CAPABILITIES);
        int control = VF_ENABLE | MEMORY_AND_ARI;
        control |= (supported & MIGRATION_CAPABLE) != 0 ? MIGRATION : 0;
        control |= (supported & TEN_BIT_TAG_CAPABLE) != 0 ? TEN_BIT_TAG : 0;
        int controlRegister = capability.start() + CONTROL;
        capability
                .readWrite(CONTROL, 2, control)
                .writeOneToClear(STATUS, 2, 1)
                .readWrite(NUM_VFS, 2, 0xffff)
                .watch(NUM_VFS, new Settled(controlRegister, capability.u16(TOTAL_VFS)))
                .readWrite(SYSTEM_PAGE_SIZE, 4, capability.u32(SUPPORTED_PAGE_SIZES), PAGE_SIZE_4K)
                .watch(SYSTEM_PAGE_SIZE, new Settled(controlRegister, -1));
        for (Bar bar : function.vfBars()) {
            BarRules.define(capability, VF_BAR + 4 * bar.index(), bar);
        }
    }

    /**
     * Lets nothing change while VFs are enabled, and no number of VFs be more than there are.
     *
     * @param largest of the value as an unsigned number
     */
    private record Settled(int controlRegister, int largest) implements WriteRule {
        @Override
        public int decide(RegisterFile registers, int before, int proposed, int written, int lanes) {
            boolean enabled = (registers.get(controlRegister) & VF_ENABLE) != 0;
            int number = largest < 0 ? 0 : proposed & 0xffff;
            return enabled || Integer.compareUnsigned(number, largest) > 0 ? before : proposed;
        }
    }
}
