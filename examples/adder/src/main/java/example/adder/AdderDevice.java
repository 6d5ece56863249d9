// SPDX-License-Identifier: Apache-2.0
package example.adder;

import io.vfio4j.emulation.DeviceModel;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.Bus;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.emulation.function.Register;
import io.vfio4j.emulation.function.RegisterBlock;

/** A device that sums numbers in its driver's memory when its doorbell is written, and interrupts. */
public final class AdderDevice implements DeviceModel {
    @Override
    public String name() {
        return "example-adder";
    }

    @Override
    public String description() {
        return "sums numbers; an example";
    }

    @Override
    public PciFunctionBuilder function(ModelOptions options) {
        return PciFunction.builder(0x1b36, 0x00f7).pciExpress().msix(1).bar(0, 4096, AdderDevice::registers);
    }

    private static BarContents registers(Bus bus) {
        RegisterBlock block = new RegisterBlock();
        Register address = block.u64(0x00).writable();
        Register count = block.u32(0x08).writable(0xffff);
        Register doorbell = block.u32(0x0c);
        Register sum = block.u64(0x10);
        doorbell.onWrite(value -> {
            long total = 0;
            for (int i = 0; i < count.get(); i++) {
                total += bus.readInt(address.get() + 4L * i);
            }
            sum.set(total);
            bus.interrupt(0);
        });
        return block;
    }
}
