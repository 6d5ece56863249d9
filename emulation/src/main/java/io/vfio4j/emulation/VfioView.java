// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.interrupts.InterruptState;
import io.vfio4j.emulation.vfio.VfioPciConfig;
import io.vfio4j.pasid.PasidReportFeature;
import java.util.Optional;

/** Shows the function as Linux's vfio-pci does, which has it in hand. */
final class VfioView implements FunctionView {
    private final HostFunction host;
    private final InterruptState interrupts;
    private final VfioPciConfig config;
    private final Optional<PasidReportFeature> pasid;

    /** Opens the function, which resets it. */
    VfioView(String name, PciFunction function, EmulatedDeviceOptions options) {
        this.host = HostFunction.open(function);
        this.interrupts = new InterruptState(host);
        this.config = new VfioPciConfig(name, host, interrupts, options.blankHidden());
        this.pasid = Optional.of(new PasidReportFeature(name, options.reporting(), options.pasidIndex()));
    }

    @Override
    public VfioPciConfig config() {
        return config;
    }

    @Override
    public InterruptState interrupts() {
        return interrupts;
    }

    @Override
    public int interruptPin() {
        return config.interruptPin();
    }

    @Override
    public boolean memoryEnabled() {
        return config.memoryEnabled();
    }

    @Override
    public boolean msixTableHidden() {
        return true;
    }

    @Override
    public long romBytes(BarContents rom, long size) {
        return OptionRom.filled(rom, size);
    }

    @Override
    public boolean resettable() {
        return host.resettable();
    }

    @Override
    public void reset() {
        host.resetForUser();
    }

    @Override
    public Optional<PasidReportFeature> pasid() {
        return pasid;
    }
}
