// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.Bar;

/** The predefined header (PCIe 6.0, 7.5.1): command and status, BARs, and a bridge's windows. */
final class HeaderRules {
    private static final int COMMAND = 0x04;
    private static final int COMMAND_IO = 1;
    private static final int COMMAND_MEMORY = 2;
    private static final int COMMAND_MASTER = 4;
    private static final int COMMAND_EXPRESS = 0x0540;
    private static final int COMMAND_CONVENTIONAL = 0x0150 | 0x0400;
    private static final int STATUS = 0x06;
    private static final int STATUS_ERRORS = 0xf900;
    private static final int CACHE_LINE_SIZE = 0x0c;
    private static final int LATENCY_TIMER = 0x0d;
    private static final int INTERRUPT_LINE = 0x3c;

    private HeaderRules() {}

    static void define(RegisterWindow header, FunctionTraits function) {
        header.readWrite(COMMAND, 2, command(header, function)).writeOneToClear(STATUS, 2, STATUS_ERRORS);
        if (function.virtual()) {
            return;
        }
        header.readWrite(CACHE_LINE_SIZE, 1, 0xff);
        if (!function.port().express()) {
            header.readWrite(LATENCY_TIMER, 1, 0xff);
        }
        for (Bar bar : function.bars()) {
            if (hasRegister(function.headerType(), bar)) {
                BarRules.define(header, register(function, bar), bar);
            }
        }
        if (function.headerType() <= 1) {
            header.readWrite(INTERRUPT_LINE, 1, 0xff);
        }
        if (function.headerType() == 1) {
            BridgeRules.define(header, function);
        }
    }

    private static int command(RegisterWindow header, FunctionTraits function) {
        if (function.virtual()) {
            return COMMAND_MASTER;
        }
        int mask = COMMAND_MASTER | (function.port().express() ? COMMAND_EXPRESS : COMMAND_CONVENTIONAL);
        if (function.headerType() != 0) {
            return mask | COMMAND_IO | COMMAND_MEMORY;
        }
        for (Bar bar : function.bars()) {
            mask |= bar.type() == Bar.Type.IO ? COMMAND_IO : COMMAND_MEMORY;
        }
        return mask | (header.u16(COMMAND) & (COMMAND_IO | COMMAND_MEMORY));
    }

    private static boolean hasRegister(int headerType, Bar bar) {
        return switch (headerType) {
            case 0 -> true;
            case 1 -> bar.index() < BridgeRules.BARS || bar.index() == Bar.ROM_INDEX;
            default -> bar.index() == 0;
        };
    }

    private static int register(FunctionTraits function, Bar bar) {
        boolean bridgeRom = bar.index() == Bar.ROM_INDEX && function.headerType() == 1;
        return bridgeRom ? BridgeRules.ROM : bar.register();
    }
}
