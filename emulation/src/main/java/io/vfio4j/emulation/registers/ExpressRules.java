// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.capability.PciExpressType;

/**
 * Defines PCI Express (PCIe 6.0, 7.5.3). Fields that a function level reset leaves alone are those of 6.6.2:
 * Max_Payload_Size and the link's control bits.
 */
final class ExpressRules implements CapabilityRules {
    private static final int FLAGS = 0x02;
    private static final int DEVICE_CAPABILITIES = 0x04;
    private static final int DEVICE_CONTROL = 0x08;
    private static final int DEVICE_STATUS = 0x0a;
    private static final int LINK_CAPABILITIES = 0x0c;
    private static final int LINK_CONTROL = 0x10;
    private static final int LINK_STATUS = 0x12;
    private static final int SLOT_CONTROL = 0x18;
    private static final int SLOT_STATUS = 0x1a;
    private static final int ROOT_CONTROL = 0x1c;
    private static final int ROOT_STATUS = 0x20;
    private static final int DEVICE_CAPABILITIES_2 = 0x24;
    private static final int DEVICE_CONTROL_2 = 0x28;
    private static final int LINK_CONTROL_2 = 0x30;
    private static final int LINK_STATUS_2 = 0x32;

    private static final int EXTENDED_TAG_SUPPORTED = 1 << 5;
    private static final int PHANTOM_FUNCTIONS_SUPPORTED = 3 << 3;
    private static final int FUNCTION_LEVEL_RESET_CAPABLE = 1 << 28;
    private static final int ERROR_REPORTING_AND_ORDER_AND_SNOOP = 0x081f;
    private static final int PAYLOAD_SIZE = 0x00e0;
    private static final int EXTENDED_TAG = 0x0100;
    private static final int PHANTOM_FUNCTIONS = 0x0200;
    private static final int AUXILIARY_POWER = 0x0400;
    private static final int READ_REQUEST_SIZE = 0x7000;
    private static final int CONTROL_AFTER_RESET = 0x2810;
    private static final int FUNCTION_LEVEL_RESET = 0x8000;
    private static final int DETECTED_ERRORS = 0x000f;

    private static final int CLOCK_POWER_MANAGEMENT = 1 << 18;
    private static final int BANDWIDTH_NOTIFICATION = 1 << 21;
    private static final int ATOMIC_REQUESTER_AND_ID_ORDERING = 0x0340;
    private static final int LINK_CONTROL_2_BITS = 0xffbf;
    private static final int EQUALIZATION_REQUEST = 0x0020;

    /** Pairs bits of the capability register with the bits of the control register that they make writable. */
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

    @Override
    public void define(RegisterWindow capability, FunctionTraits function) {
        device(capability, function);
        if (function.virtual()) {
            return;
        }
        PciExpressType type = function.port();
        if (type.hasLink()) {
            link(capability, type);
        }
        if (type.mayHaveSlot() && (capability.u16(FLAGS) & 1 << 8) != 0) {
            capability.readWrite(SLOT_CONTROL, 2, 0x1fff).writeOneToClear(SLOT_STATUS, 2, 0x011f);
        }
        if (type.isRoot()) {
            capability.readWrite(ROOT_CONTROL, 2, 0x001f).writeOneToClear(ROOT_STATUS, 4, 1 << 16);
        }
        if ((capability.u16(FLAGS) & 0xf) >= 2) {
            second(capability, type);
        }
    }

    private static void device(RegisterWindow capability, FunctionTraits function) {
        int supported = capability.u32(DEVICE_CAPABILITIES);
        capability.writeOneToClear(DEVICE_STATUS, 2, DETECTED_ERRORS);
        if ((supported & FUNCTION_LEVEL_RESET_CAPABLE) != 0 && function.port().isEndpoint()) {
            capability.watch(DEVICE_CONTROL, new ResetTrigger(FUNCTION_LEVEL_RESET));
        }
        if (function.virtual()) {
            return;
        }
        int control = ERROR_REPORTING_AND_ORDER_AND_SNOOP | READ_REQUEST_SIZE;
        control |= (supported & EXTENDED_TAG_SUPPORTED) != 0 ? EXTENDED_TAG : 0;
        control |= (supported & PHANTOM_FUNCTIONS_SUPPORTED) != 0 ? PHANTOM_FUNCTIONS : 0;
        capability
                .readWrite(DEVICE_CONTROL, 2, control, CONTROL_AFTER_RESET)
                .readWriteSticky(DEVICE_CONTROL, 2, PAYLOAD_SIZE | AUXILIARY_POWER);
    }

    private static void link(RegisterWindow capability, PciExpressType type) {
        int supported = capability.u32(LINK_CAPABILITIES);
        int control = 0x02c3;
        control |= type.isEndpoint() ? 0x0008 : 0;
        control |= (supported & CLOCK_POWER_MANAGEMENT) != 0 ? 0x0100 : 0;
        if (type.mayHaveSlot()) {
            control |= 0x0010;
            if ((supported & BANDWIDTH_NOTIFICATION) != 0) {
                control |= 0x0c00;
                capability.writeOneToClear(LINK_STATUS, 2, 0xc000);
            }
        }
        capability.readWriteSticky(LINK_CONTROL, 2, control);
    }

    /** Defines the second register set: device and link control 2 (PCIe 6.0, 7.5.3.15 to 7.5.3.20). */
    private static void second(RegisterWindow capability, PciExpressType type) {
        int supported = capability.u32(DEVICE_CAPABILITIES_2);
        int control = ATOMIC_REQUESTER_AND_ID_ORDERING | controls(FUNCTION_CONTROLS, supported);
        control |= type.isEndpoint() ? 0 : controls(PORT_CONTROLS, supported);
        capability.readWrite(DEVICE_CONTROL_2, 2, control);
        if (type.hasLink()) {
            capability
                    .readWriteSticky(LINK_CONTROL_2, 2, LINK_CONTROL_2_BITS)
                    .writeOneToClear(LINK_STATUS_2, 2, EQUALIZATION_REQUEST);
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
