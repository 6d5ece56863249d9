// SPDX-License-Identifier: Apache-2.0
package outside;

import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.DeviceModel;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.Bus;
import io.vfio4j.emulation.function.FunctionListener;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.emulation.function.Register;
import io.vfio4j.emulation.function.RegisterBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A device that is none of this project's: it copies its driver's memory on a thread of its own.
 *
 * <pre>
 * BAR 0
 *   0x00  u64  SOURCE
 *   0x08  u64  TARGET
 *   0x10  u32  LENGTH   bytes, 16 bits
 *   0x14  u32  START    any write starts a copy; MSI-X vector 1 when it is done, 2 when memory could not be reached
 *   0x18  u32  COPIES   how many were done since the reset
 *   0x1c  u32  ID       what the option id says
 * </pre>
 */
public final class CopierModel implements DeviceModel {
    private static final int VECTOR_DONE = 1;
    private static final int VECTOR_FAULT = 2;

    @Override
    public String name() {
        return "copier";
    }

    @Override
    public String description() {
        return "copies its driver's memory on a thread of its own";
    }

    @Override
    public PciFunctionBuilder function(ModelOptions options) {
        long id = options.number("id", 0, 0, 0xffff_ffffL);
        return PciFunction.builder(0x1b36, 0x00f8)
                .classCode(0x088000, 7)
                .pciExpress()
                .msix(3)
                .bar(0, 0x1000, bus -> registers(bus, id));
    }

    private static BarContents registers(Bus bus, long id) {
        RegisterBlock block = new RegisterBlock();
        Register source = block.u64(0x00).writable();
        Register target = block.u64(0x08).writable();
        Register length = block.u32(0x10).writable(0xffff);
        Register start = block.u32(0x14);
        Register copies = block.u32(0x18);
        block.u32(0x1c).resetValue(id);
        Worker worker = new Worker();
        bus.listen(worker);
        start.onWrite(_ -> {
            long from = source.get();
            long to = target.get();
            long bytes = length.get();
            worker.start(() -> {
                if (copied(bus, from, to, bytes)) {
                    copies.set(copies.get() + 1);
                    bus.interrupt(VECTOR_DONE);
                } else {
                    bus.interrupt(VECTOR_FAULT);
                }
            });
        });
        return block;
    }

    private static boolean copied(Bus bus, long from, long to, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(bytes, 1));
            bus.readMemory(from, buffer, 0, bytes);
            bus.writeMemory(to, buffer, 0, bytes);
            return true;
        } catch (VfioException unreachable) {
            return false;
        }
    }

    /** Works on one copy after another, and on none while the function is reset. */
    private static final class Worker implements FunctionListener {
        private Thread thread = new Thread(() -> {});

        synchronized void start(Runnable work) {
            await();
            thread = Thread.ofPlatform().daemon().start(work);
        }

        @Override
        public synchronized void reset() {
            await();
        }

        private void await() {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
