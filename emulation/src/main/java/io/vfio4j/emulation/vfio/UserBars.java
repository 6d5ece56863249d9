// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.Registers;

/**
 * Keeps the BARs that vfio-pci's user sees: it may write anything, and reads back what a BAR of its size and type would
 * keep (vfio_bar_fixup()). The function's own BARs stay where the host put them, and are put back there when a reset
 * behind the host's back has cleared them (vfio_bar_restore()).
 */
final class UserBars {
    private static final int FIRST = Registers.BAR_0;
    private static final int ROM = Registers.ROM_ADDRESS;
    private static final int COUNT = Registers.BARS;

    private final PciFunction hardware;
    private final ShadowSpace shadow;
    private final int[] physical = new int[COUNT + 1];
    private boolean dirty = true;

    /** Takes the physical addresses from the header that {@code shadow} was filled with. */
    UserBars(PciFunction hardware, ShadowSpace shadow) {
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

    /** Notes that something was written to a BAR. */
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
            Bar bar = hardware.bar(index).orElse(null);
            if (bar == null) {
                shadow.set(register, 4, 0);
                continue;
            }
            long mask = -bar.size();
            int value = (shadow.u32(register) & (int) mask) | bar.flags();
            shadow.set(register, 4, value);
            // As the kernel has it: also after a BAR of four I/O ports whose address has this bit.
            if ((value & Registers.BAR_MEM_TYPE_64) != 0 && index + 1 < COUNT) {
                shadow.set(register + 4, 4, shadow.u32(register + 4) & (int) (mask >>> 32));
                index++;
            }
        }
        Bar rom = hardware.bar(Bar.ROM_INDEX).orElse(null);
        shadow.set(ROM, 4, rom == null ? 0 : shadow.u32(ROM) & ((int) -rom.size() | Registers.ROM_ADDRESS_ENABLE));
        dirty = false;
    }

    /** Returns whether the hardware's BARs are not what they were when the function was opened. */
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
}
