// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.Bar;

/** Base address registers (PCI Local Bus 3.0, 6.2.5): bits below the size are hardwired, so all ones read back it. */
public final class BarRules {
    private static final int ROM_ENABLE = 1;
    private static final int IO_FLAGS = 0x3;
    private static final int MEMORY_FLAGS = 0xf;
    private static final int ROM_FLAGS = 0x7ff;

    private BarRules() {}

    /** Makes a BAR's address bits writable. */
    public static void define(RegisterWindow header, int register, Bar bar) {
        long address = -bar.size();
        switch (bar.type()) {
            case IO -> header.readWrite(register, 4, (int) address & ~IO_FLAGS);
            case MEMORY_32 -> header.readWrite(register, 4, (int) address & ~MEMORY_FLAGS);
            case MEMORY_64 ->
                header.readWrite(register, 4, (int) address & ~MEMORY_FLAGS)
                        .readWrite(register + 4, 4, (int) (address >>> 32));
            case ROM -> header.readWrite(register, 4, ((int) address & ~ROM_FLAGS) | ROM_ENABLE);
        }
    }

    /** The low register of a BAR at its address, with the type in its low bits. */
    public static int encode(Bar bar) {
        int flags = switch (bar.type()) {
            case IO -> 1;
            case MEMORY_32 -> bar.prefetchable() ? 8 : 0;
            case MEMORY_64 -> bar.prefetchable() ? 12 : 4;
            case ROM -> 0;
        };
        return (int) bar.address() | flags;
    }
}
