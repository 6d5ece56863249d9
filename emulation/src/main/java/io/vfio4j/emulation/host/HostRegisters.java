// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;
import java.util.Arrays;

/** Saves and restores some registers of a function, in the order in which a host writes them back. */
final class HostRegisters {
    private static final int WIDTH_SHIFT = 16;

    private final PciFunction function;
    private int[] registers = {};

    HostRegisters(PciFunction function) {
        this.function = function;
    }

    /**
     * Adds a register of a capability.
     *
     * @param capability where it is; 0 when the function has none, and nothing is added
     * @param width 2 or 4 bytes
     */
    HostRegisters add(int capability, int register, int width) {
        int offset = capability + register;
        int limit = capability < ConfigSpace.CONVENTIONAL_SIZE ? ConfigSpace.CONVENTIONAL_SIZE : function.configSize();
        if (capability != 0 && offset + width <= limit) {
            registers = Arrays.copyOf(registers, registers.length + 1);
            registers[registers.length - 1] = offset | width << WIDTH_SHIFT;
        }
        return this;
    }

    int[] save() {
        int[] values = new int[registers.length];
        for (int index = 0; index < registers.length; index++) {
            values[index] = function.readConfig(offset(index), width(index));
        }
        return values;
    }

    /** Writes what {@link #save} returned. */
    void restore(int[] values) {
        for (int index = 0; index < registers.length; index++) {
            function.writeConfig(offset(index), width(index), values[index]);
        }
    }

    private int offset(int index) {
        return registers[index] & 0xffff;
    }

    private int width(int index) {
        return registers[index] >>> WIDTH_SHIFT;
    }
}
