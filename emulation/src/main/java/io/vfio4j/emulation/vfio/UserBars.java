// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.Bar;

/**
 * The BARs that vfio-pci's user sees: he may write anything, and reads back what a BAR of its size and type would keep
 * (vfio_bar_fixup()). The function's own BARs stay where the host put them, and are put back there when a reset behind
 * the host's back has cleared them (vfio_bar_restore()).
 */
final class UserBars {
    private static final int FIRST = 0x10;
    private static final int ROM = 0x30;
    private static final int COUNT = 6;
    private static final int SPACE_IO = 1;
    private static final int MEMORY_64 = 4;
    private static final int MEMORY_PREFETCH = 8;
    private static final int ROM_ENABLE = 1;

    private final PciFunction hardware;
    private final VirtualSpace shadow;
    private final int[] physical = new int[COUNT + 1];
    private boolean dirty = true;

    /** Takes the physical addresses from the header that {@code shadow} was filled with. */
    UserBars(PciFunction hardware, VirtualSpace shadow) {
        this.hardware = hardware;
        this.shadow = shadow;
        for (int index = 0; index < COUNT; index++) {
            physical[index] = shadow.u32(FIRST + 4 * index);
        }
        physical[COUNT] = shadow.u32(ROM);
    }

    static boolean isBar(int position) {
        return (position >= FIRST && position < FIRST + 4 * COUNT) || (position >= ROM && position < ROM + 4);
    }

    /** Something was written to a BAR. */
    void written() {
        dirty = true;
    }

    /** Brings what was written into the form that a BAR has. */
    void fixUp() {
        if (!dirty) {
            return;
        }
        for (int index = 0; index < COUNT; index++) {
            int register = FIRST + 4 * index;
            Bar bar = hardware.bar(index);
            if (bar == null) {
                shadow.set(register, 4, 0);
                continue;
            }
            long mask = -bar.size();
            int value = (shadow.u32(register) & (int) mask) | flags(bar);
            shadow.set(register, 4, value);
            if ((value & MEMORY_64) != 0 && index + 1 < COUNT) {
                shadow.set(register + 4, 4, shadow.u32(register + 4) & (int) (mask >>> 32));
                index++;
            }
        }
        Bar rom = hardware.bar(Bar.ROM_INDEX);
        shadow.set(ROM, 4, rom == null ? 0 : shadow.u32(ROM) & ((int) -rom.size() | ROM_ENABLE));
        dirty = false;
    }

    /** Whether the hardware's BARs are not what they were when the function was opened. */
    boolean lost() {
        for (int index = 0; index < COUNT; index++) {
            if (physical[index] != 0 && hardware.readConfig(FIRST + 4 * index, 4) != physical[index]) {
                return true;
            }
        }
        return false;
    }

    /** Puts the host's addresses back. A VF has none in its registers. */
    void restore() {
        if (hardware.virtual()) {
            return;
        }
        for (int index = 0; index < COUNT; index++) {
            hardware.writeConfig(FIRST + 4 * index, 4, physical[index]);
        }
        hardware.writeConfig(ROM, 4, physical[COUNT]);
    }

    private static int flags(Bar bar) {
        if (bar.type() == Bar.Type.IO) {
            return SPACE_IO;
        }
        return (bar.prefetchable() ? MEMORY_PREFETCH : 0) | (bar.type() == Bar.Type.MEMORY_64 ? MEMORY_64 : 0);
    }
}
