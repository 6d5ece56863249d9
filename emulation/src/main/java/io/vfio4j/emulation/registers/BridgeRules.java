// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/** Defines the type 1 header: bus numbers, windows and bridge control (PCIe 6.0, 7.5.1.3). */
final class BridgeRules {
    private static final int BUS_NUMBERS = 0x18;
    private static final int SECONDARY_LATENCY = 0x1b;
    private static final int IO_BASE_AND_LIMIT = 0x1c;
    private static final int SECONDARY_STATUS = 0x1e;
    private static final int MEMORY_BASE_AND_LIMIT = 0x20;
    private static final int PREFETCHABLE_BASE_AND_LIMIT = 0x24;
    private static final int PREFETCHABLE_UPPER_BASE = 0x28;
    private static final int PREFETCHABLE_UPPER_LIMIT = 0x2c;
    private static final int IO_UPPER = 0x30;
    private static final int BRIDGE_CONTROL = 0x3e;
    private static final int BRIDGE_CONTROL_EXPRESS = 0x005f;
    private static final int BRIDGE_CONTROL_CONVENTIONAL = 0x0bff;
    private static final int STATUS_ERRORS = 0xf900;

    private BridgeRules() {}

    static void define(RegisterWindow header, FunctionTraits function) {
        header.readWrite(BUS_NUMBERS, 2, 0xffff)
                .readWrite(BUS_NUMBERS + 2, 1, 0xff)
                .readWrite(IO_BASE_AND_LIMIT, 2, 0xf0f0)
                .writeOneToClear(SECONDARY_STATUS, 2, STATUS_ERRORS)
                .readWrite(MEMORY_BASE_AND_LIMIT, 4, 0xfff0fff0)
                .readWrite(PREFETCHABLE_BASE_AND_LIMIT, 4, 0xfff0fff0)
                .readWrite(
                        BRIDGE_CONTROL, 2, function.express() ? BRIDGE_CONTROL_EXPRESS : BRIDGE_CONTROL_CONVENTIONAL);
        if (!function.express()) {
            header.readWrite(SECONDARY_LATENCY, 1, 0xff);
        }
        if ((header.u8(IO_BASE_AND_LIMIT) & 0xf) == 1) {
            header.readWrite(IO_UPPER, 4, -1);
        }
        if ((header.u8(PREFETCHABLE_BASE_AND_LIMIT) & 0xf) == 1) {
            header.readWrite(PREFETCHABLE_UPPER_BASE, 4, -1).readWrite(PREFETCHABLE_UPPER_LIMIT, 4, -1);
        }
    }
}
