// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.Registers;

/** Defines the predefined header (PCIe 6.0, 7.5.1): command and status, BARs, and a bridge's windows. */
final class HeaderRules {
    private static final int COMMAND_EXPRESS = 0x0540;
    private static final int COMMAND_CONVENTIONAL = 0x0150 | 0x0400;
    private static final int STATUS_ERRORS = 0xf900;

    private HeaderRules() {}

    static void define(RegisterWindow header, FunctionTraits function) {
        header.readWrite(Registers.COMMAND, 2, command(header, function))
                .writeOneToClear(Registers.STATUS, 2, STATUS_ERRORS);
        if (function.virtual()) {
            return;
        }
        header.readWrite(Registers.CACHE_LINE_SIZE, 1, 0xff);
        if (!function.express()) {
            header.readWrite(Registers.LATENCY_TIMER, 1, 0xff);
        }
        for (Bar bar : function.bars()) {
            if (hasRegister(function.headerType(), bar)) {
                BarRules.define(header, register(function, bar), bar);
            }
        }
        if (function.headerType() <= Registers.HEADER_TYPE_BRIDGE) {
            header.readWrite(Registers.INTERRUPT_LINE, 1, 0xff);
        }
        if (function.headerType() == Registers.HEADER_TYPE_BRIDGE) {
            BridgeRules.define(header, function);
        }
    }

    private static int command(RegisterWindow header, FunctionTraits function) {
        if (function.virtual()) {
            return Registers.COMMAND_MASTER;
        }
        int mask = Registers.COMMAND_MASTER | (function.express() ? COMMAND_EXPRESS : COMMAND_CONVENTIONAL);
        if (function.headerType() != Registers.HEADER_TYPE_NORMAL) {
            return mask | Registers.COMMAND_IO | Registers.COMMAND_MEMORY;
        }
        for (Bar bar : function.bars()) {
            mask |= bar.type() == Bar.Type.IO ? Registers.COMMAND_IO : Registers.COMMAND_MEMORY;
        }
        return mask | (header.u16(Registers.COMMAND) & (Registers.COMMAND_IO | Registers.COMMAND_MEMORY));
    }

    private static boolean hasRegister(int headerType, Bar bar) {
        return switch (headerType) {
            case Registers.HEADER_TYPE_NORMAL -> true;
            case Registers.HEADER_TYPE_BRIDGE -> bar.index() < Registers.BRIDGE_BARS || bar.index() == Bar.ROM_INDEX;
            default -> bar.index() == 0;
        };
    }

    private static int register(FunctionTraits function, Bar bar) {
        boolean bridgeRom = bar.index() == Bar.ROM_INDEX && function.headerType() == Registers.HEADER_TYPE_BRIDGE;
        return bridgeRom ? Registers.BRIDGE_ROM_ADDRESS : bar.register();
    }
}
