// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.pci.Registers;

/** Offers the bare function's registers. */
public final class HardwareConfig extends ConfigRegion {
    private final PciFunction function;
    private final InterruptState interrupts;

    public HardwareConfig(String target, PciFunction function, InterruptState interrupts) {
        super(target, function.configSize());
        this.function = function;
        this.interrupts = interrupts;
    }

    @Override
    int chunk(int position, int left) {
        return ShadowSpace.naturalWidth(position, left);
    }

    @Override
    int loadChunk(int position, int count) {
        return function.readConfig(position, count);
    }

    @Override
    void storeChunk(int position, int count, int value) {
        function.writeConfig(position, count, value);
        if ((position & ~3) == Registers.COMMAND) {
            interrupts.commandChanged();
        }
    }
}
