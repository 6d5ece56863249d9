// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.Registers;

/** Defines base address registers (PCI Local Bus 3.0, 6.2.5): bits below the size are hardwired to 0. */
final class BarRules {
    private BarRules() {}

    /** Makes a BAR's address bits writable. */
    static void define(RegisterWindow header, int register, Bar bar) {
        long address = -bar.size() & bar.type().addressMask();
        int enable = bar.type() == Bar.Type.ROM ? Registers.ROM_ADDRESS_ENABLE : 0;
        header.readWrite(register, 4, (int) address | enable);
        if (bar.registers() == 2) {
            header.readWrite(register + 4, 4, (int) (address >>> 32));
        }
    }
}
