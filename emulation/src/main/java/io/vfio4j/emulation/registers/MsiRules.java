// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Defines message signalled interrupts (PCIe 6.0, 7.7.1): with 32 or 64 address bits, with or without mask bits. */
final class MsiRules implements CapabilityRules {
    private static final int CONTROL = 2;
    private static final int ADDRESS = 4;
    private static final int ENABLE_AND_MULTIPLE = 0x0071;
    private static final int ADDRESS_64 = 1 << 7;
    private static final int MASKABLE = 1 << 8;
    private static final int EXTENDED_DATA_CAPABLE = 1 << 9;
    private static final int EXTENDED_DATA_ENABLE = 1 << 10;

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        int control = capability.u16(CONTROL);
        boolean extendedData = (control & EXTENDED_DATA_CAPABLE) != 0;
        capability
                .readWrite(CONTROL, 2, ENABLE_AND_MULTIPLE | (extendedData ? EXTENDED_DATA_ENABLE : 0))
                .readWrite(ADDRESS, 4, ~3);
        int data = ADDRESS + 4;
        if ((control & ADDRESS_64) != 0) {
            capability.readWrite(data, 4, -1);
            data += 4;
        }
        capability.readWrite(data, 2, 0xffff);
        if (extendedData) {
            capability.readWrite(data + 2, 2, 0xffff);
        }
        if ((control & MASKABLE) != 0) {
            int vectors = 1 << Math.min(control >>> 1 & 7, 5);
            capability.readWrite(data + 4, 4, (int) ((1L << vectors) - 1));
        }
    }
}
