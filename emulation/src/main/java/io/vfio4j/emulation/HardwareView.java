// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostResets;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.emulation.vfio.HardwareConfig;
import io.vfio4j.pasid.PasidReportFeature;
import io.vfio4j.pci.Registers;
import java.util.Optional;

/** Shows the bare function: nothing is between it and its user. */
final class HardwareView implements FunctionView {
    private final PciFunction function;
    private final InterruptState interrupts;
    private final HardwareConfig config;

    HardwareView(String name, PciFunction function) {
        this.function = function;
        this.interrupts = new InterruptState(function);
        this.config = new HardwareConfig(name, function, interrupts);
    }

    @Override
    public HardwareConfig config() {
        return config;
    }

    @Override
    public InterruptState interrupts() {
        return interrupts;
    }

    @Override
    public int interruptPin() {
        return function.readConfig(Registers.INTERRUPT_PIN, 1);
    }

    @Override
    public boolean memoryEnabled() {
        return true;
    }

    @Override
    public boolean msixTableHidden() {
        return false;
    }

    @Override
    public long romBytes(BarContents rom, long size) {
        return size;
    }

    @Override
    public boolean resettable() {
        return HostResets.possible(function);
    }

    @Override
    public void reset() {
        function.reset();
        interrupts.commandChanged();
    }

    @Override
    public Optional<PasidReportFeature> pasid() {
        return Optional.empty();
    }
}
