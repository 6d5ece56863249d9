// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import io.vfio4j.device.SharedMemory;
import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.Bus;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.Register;
import io.vfio4j.emulation.function.RegisterBlock;

/** A device that adds the two numbers at an address, stores the sum behind them, and fires the vector that is asked. */
final class TestModel {
    static final int ADDRESS = 0x00;
    static final int DOORBELL = 0x08;
    static final int SCRATCH = 0x10;

    private TestModel() {}

    /** BAR 0 has the registers, BAR 1 is memory that can be mapped. */
    static PciFunction function(SharedMemory memory) {
        return PciFunction.builder(0x1b36, 0x00f6)
                .pciExpress()
                .intx()
                .msi(2)
                .msix(4)
                .bar(0, 0x1000, TestModel::registers)
                .bar(1, memory.size(), BarContents.of(memory))
                .build();
    }

    private static BarContents registers(Bus bus) {
        RegisterBlock block = new RegisterBlock();
        Register address = block.u64(ADDRESS).writable();
        block.u32(DOORBELL).onWrite(vector -> {
            long at = address.get();
            bus.writeLong(at + 16, bus.readLong(at) + bus.readLong(at + 8));
            bus.interrupt((int) vector);
        });
        block.u64(SCRATCH).writable().resetValue(0x8877665544332211L);
        return block;
    }
}
