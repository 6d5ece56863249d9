// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** The second register set of PCI Express: device and link control 2 (PCIe 6.0, 7.5.3.15 to 7.5.3.20). */
final class ExpressTwoRules {
    private static final int DEVICE_CAPABILITIES = 0x24;
    private static final int DEVICE_CONTROL = 0x28;
    private static final int LINK_CONTROL = 0x30;
    private static final int LINK_STATUS = 0x32;

    private static final int ATOMIC_REQUESTER_AND_ID_ORDERING = 0x0340;
    private static final int LINK_CONTROL_BITS = 0xffbf;
    private static final int EQUALIZATION_REQUEST = 0x0020;

    /** Bits of the capability register, and the bits of the control register that they make writable. */
    private static final int[][] FUNCTION_CONTROLS = {
        {0x0000000f, 0x000f},
        {1 << 4, 0x0010},
        {1 << 11, 0x0400},
        {1 << 17, 0x1000},
        {3 << 18, 0x6000},
    };

    private static final int[][] PORT_CONTROLS = {
        {1 << 5, 0x0020},
        {1 << 6, 0x0080},
        {1 << 21, 0x8000},
    };

    private ExpressTwoRules() {}

    static void define(RegisterWindow capability, PortType type) {
        int supported = capability.u32(DEVICE_CAPABILITIES);
        int control = ATOMIC_REQUESTER_AND_ID_ORDERING | controls(FUNCTION_CONTROLS, supported);
        control |= type.endpoint() ? 0 : controls(PORT_CONTROLS, supported);
        capability.readWrite(DEVICE_CONTROL, 2, control);
        if (type.hasLink()) {
            capability
                    .readWriteSticky(LINK_CONTROL, 2, LINK_CONTROL_BITS)
                    .writeOneToClear(LINK_STATUS, 2, EQUALIZATION_REQUEST);
        }
    }

    private static int controls(int[][] table, int supported) {
        int mask = 0;
        for (int[] row : table) {
            mask |= (supported & row[0]) != 0 ? row[1] : 0;
        }
        return mask;
    }
}
