// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.examples;

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
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.SriovCapability;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The guide's second device: copies memory of its driver on a thread of its own, and has VFs that do the same. */
public final class CopierModel implements DeviceModel {
    @Override
    public String name() {
        return "example-copier";
    }

    @Override
    public String description() {
        return "copies memory; an example";
    }

    @Override
    public PciFunctionBuilder function(ModelOptions options) {
        int vectors = (int) options.number("vectors", 1, 1, 32);
        return PciFunction.builder(0x1b36, 0x00f9)
                .pciExpress()
                .msix(vectors)
                .bar(0, 4096, Copier::registers)
                .pasid(new PasidCapability(20, true, false))
                .capability(SriovCapability.of(4, 1, 1, 0x00fa, List.of(Bar.memory64(0, 4096))))
                .virtualContents(0, Copier::registers);
    }

    private static final class Copier implements FunctionListener {
        private static final int BUSY = 1;
        private static final int FAULT = 2;

        private final Bus bus;
        private final Register from;
        private final Register to;
        private final Register pages;
        private final Register status;
        private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
        private volatile boolean stopping;

        private Copier(Bus bus, RegisterBlock block) {
            this.bus = bus;
            from = block.u64(0x00).writable();
            to = block.u64(0x08).writable();
            pages = block.u32(0x10).writable();
            status = block.u32(0x14);
            block.u32(0x18).onWrite(_ -> start());
        }

        static BarContents registers(Bus bus) {
            RegisterBlock block = new RegisterBlock();
            bus.listen(new Copier(bus, block));
            return block;
        }

        private void start() {
            if (status.get() != BUSY) {
                status.set(BUSY);
                work = CompletableFuture.runAsync(this::copy, Copier::onThreadOfItsOwn);
            }
        }

        private static void onThreadOfItsOwn(Runnable task) {
            Thread.ofPlatform().daemon().name("copier").start(task);
        }

        private void copy() {
            MemorySegment page = MemorySegment.ofArray(new byte[4096]);
            int outcome = 0;
            try {
                for (long done = 0, end = 4096 * pages.get(); done < end && !stopping; done += 4096) {
                    bus.readMemory(from.get() + done, page);
                    bus.writeMemory(to.get() + done, page);
                }
            } catch (VfioException unreachable) {
                outcome = FAULT;
            }
            status.set(outcome);
            bus.interrupt(0);
        }

        @Override
        public void reset() {
            stop();
        }

        @Override
        public void disconnected() {
            stop();
        }

        private void stop() {
            stopping = true;
            work.join();
            stopping = false;
        }
    }
}
