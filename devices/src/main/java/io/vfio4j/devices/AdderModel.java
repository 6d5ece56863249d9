// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.devices;

import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.DeviceModel;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.Bus;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.emulation.function.Register;
import io.vfio4j.emulation.function.RegisterBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Sums numbers of 32 bits, unsigned and little-endian, in its driver's memory: a small example of registers, DMA and
 * interrupts, and something to try a driver on.
 *
 * <pre>
 * BAR 0
 *   0x00  u64  ADDRESS    of the first number
 *   0x08  u32  COUNT      how many numbers, 20 bits
 *   0x0c  u32  DOORBELL   any write sums them, sets SUM and STATUS, and fires MSI-X vector 0; reads 0
 *   0x10  u64  SUM
 *   0x18  u32  STATUS     bit 0 done, bit 1 memory could not be reached; write 1 to clear
 * </pre>
 */
public final class AdderModel implements DeviceModel {
    /** Names the vendor: Red Hat, for QEMU's devices. */
    public static final int VENDOR_ID = 0x1b36;
    /** Names the device with an id that the vendor has not given out. */
    public static final int DEVICE_ID = 0x00f6;

    private static final int CLASS_PROCESSING_ACCELERATOR = 0x120000;
    private static final int COUNT_BITS = 0xfffff;
    private static final int DONE = 1;
    private static final int FAULT = 2;
    private static final int CHUNK = 1024;
    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Makes the model, which has no state. */
    public AdderModel() {}

    @Override
    public String name() {
        return "adder";
    }

    @Override
    public String description() {
        return "sums numbers in its driver's memory and interrupts with MSI-X";
    }

    @Override
    public PciFunctionBuilder function(ModelOptions options) {
        return PciFunction.builder(VENDOR_ID, DEVICE_ID)
                .classCode(CLASS_PROCESSING_ACCELERATOR, 1)
                .pciExpress()
                .msix(1)
                .bar(0, 0x1000, AdderModel::registers);
    }

    private static BarContents registers(Bus bus) {
        MemorySegment numbers = MemorySegment.ofArray(new byte[CHUNK * Integer.BYTES]);
        RegisterBlock block = new RegisterBlock();
        Register address = block.u64(0x00).writable();
        Register count = block.u32(0x08).writable(COUNT_BITS);
        Register doorbell = block.u32(0x0c);
        Register sum = block.u64(0x10);
        Register status = block.u32(0x18).writeOneToClear(DONE | FAULT);
        doorbell.onWrite(_ -> {
            try {
                sum.set(sum(bus, address.get(), (int) count.get(), numbers));
                status.setBits(DONE);
            } catch (VfioException unreachable) {
                status.setBits(DONE | FAULT);
            }
            bus.interrupt(0);
        });
        return block;
    }

    private static long sum(Bus bus, long address, int count, MemorySegment numbers) {
        long sum = 0;
        for (int done = 0; done < count; done += CHUNK) {
            int part = Math.min(CHUNK, count - done);
            bus.readMemory(address + (long) done * Integer.BYTES, numbers, 0, (long) part * Integer.BYTES);
            for (int i = 0; i < part; i++) {
                sum += Integer.toUnsignedLong(numbers.get(NUMBER, (long) i * Integer.BYTES));
            }
        }
        return sum;
    }
}
