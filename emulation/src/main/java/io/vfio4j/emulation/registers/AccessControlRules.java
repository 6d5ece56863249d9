// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Defines Access Control Services (PCIe 6.0, 7.7.11): what is not supported cannot be enabled. */
final class AccessControlRules implements CapabilityRules {
    private static final int CAPABILITY = 4;
    private static final int EGRESS_BITS = 5;
    private static final int CONTROL = 6;
    private static final int EGRESS_VECTOR = 8;
    private static final int SERVICES = 0x7f;
    private static final int EGRESS_CONTROL = 1 << 5;
    private static final int ENHANCED = 1 << 7;
    private static final int ENHANCED_CONTROLS = 0x1f80;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        int supported = capability.u16(CAPABILITY);
        int control = (supported & SERVICES) | ((supported & ENHANCED) != 0 ? ENHANCED_CONTROLS : 0);
        capability.readWrite(CONTROL, 2, control);
        if ((supported & EGRESS_CONTROL) != 0) {
            int bits = capability.u8(EGRESS_BITS) == 0 ? 256 : capability.u8(EGRESS_BITS);
            for (int first = 0; first < bits; first += 32) {
                int mask = bits - first >= 32 ? -1 : (1 << (bits - first)) - 1;
                capability.readWrite(EGRESS_VECTOR + first / 8, 4, mask);
            }
        }
    }
}
