// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.Bar;

/**
 * Gives addresses to BARs that come without one, as firmware does: a guest places them anew, but a host that shows the
 * function has to see a resource.
 */
final class BarAddresses {
    private final Window memory = new Window(0xe000_0000L, 0xfec0_0000L);
    private final Window highMemory = new Window(0x3c_0000_0000L, 1L << 52);
    private final Window io = new Window(0xc000, 0x1_0000);

    /** Returns the BAR at an address of its own; one that has an address already keeps it. */
    Bar place(Bar bar) {
        if (bar.address() != 0) {
            return bar;
        }
        Window window = switch (bar.type()) {
            case MEMORY_64 -> highMemory;
            case MEMORY_32, ROM -> memory;
            case IO -> io;
        };
        return bar.at(window.take(bar));
    }

    /** Hands out addresses, from the lowest on. */
    private static final class Window {
        private final long end;
        private long next;

        Window(long start, long end) {
            this.end = end;
            this.next = start;
        }

        long take(Bar bar) {
            long address = (next + bar.size() - 1) & -bar.size();
            if (address < next || bar.size() > end - address) {
                throw new IllegalArgumentException(
                        "no address below 0x%x is left for BAR %d: size=0x%x; use a 64-bit one"
                                .formatted(end, bar.index(), bar.size()));
            }
            next = address + bar.size();
            return address;
        }
    }
}
