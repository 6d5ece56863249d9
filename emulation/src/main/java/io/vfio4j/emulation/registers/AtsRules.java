// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Defines Address Translation Services (PCIe 6.0, 10.5.1). */
final class AtsRules implements CapabilityRules, WriteRule {
    private static final int CONTROL = 6;
    private static final int SMALLEST_TRANSLATION_UNIT = 0x001f;
    private static final int ENABLE = 0x8000;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        capability.readWrite(CONTROL, 2, function.virtual() ? ENABLE : ENABLE | SMALLEST_TRANSLATION_UNIT);
        capability.watch(CONTROL, this);
    }

    /** Keeps the unit as it is while translations are being asked for. */
    @Override
    public int decide(RegisterFile registers, int before, int proposed, int written, int lanes) {
        boolean enabled = (before >>> 16 & ENABLE) != 0;
        int unit = SMALLEST_TRANSLATION_UNIT << 16;
        return enabled ? (proposed & ~unit) | (before & unit) : proposed;
    }
}
