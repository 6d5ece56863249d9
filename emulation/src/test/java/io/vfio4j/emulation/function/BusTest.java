// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.SegmentMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.RecordedEvent;
import io.vfio4j.testing.Allocation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BusTest {
    private static final int COMMAND = 0x04;
    private static final int MASTER_AND_MEMORY = 6;

    private final List<String> heard = new ArrayList<>();
    private @Nullable Bus given;
    private final PciFunction function = PciFunction.builder(0x1b36, 0x00f6)
            .pciExpress()
            .msix(4)
            .bar(0, 0x1000, bus -> {
                given = bus;
                bus.listen(listener("model"));
                return new RegisterBlock();
            })
            .build();

    @Test
    void shouldBeThereBeforeTheFirstAccessAndStay() {
        Bus bus = Objects.requireNonNull(given);

        assertThat(bus).isSameAs(function.bus());
        assertThat(bus.interrupt(0)).isFalse();
        assertThat(bus.busMaster()).isFalse();
        assertThat(bus.readConfig(0, 4)).isEqualTo(0x00f6_1b36);
        EmulatedDevice.open(function).close();
        assertThat(function.bus()).isSameAs(bus);
    }

    @Test
    void shouldTellWhatHappensToTheFunction() {
        try (EmulatedDevice device = EmulatedDevice.open(function)) {
            heard.clear();
            Access.toConfig(device).u16(COMMAND, MASTER_AND_MEMORY);
            Access.toConfig(device).u16(COMMAND, MASTER_AND_MEMORY);
            assertThat(function.bus().busMaster()).isTrue();
            Access.toConfig(device).u16(COMMAND, 2);
            Access.toConfig(device).u16(COMMAND, MASTER_AND_MEMORY);
            device.reset();
        }
        assertThat(heard)
                .containsExactly(
                        "model master true",
                        "model master false",
                        "model master true",
                        "model master false",
                        "model reset",
                        "model master true",
                        "model disconnected");
    }

    @Test
    void shouldBelongToTheLastDeviceThatWasOpened() {
        EmulatedDevice first = EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE);
        EmulatedDevice second = EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE);
        first.close();
        first.close();
        assertThat(heard).containsExactly("model connected", "model disconnected", "model connected");

        second.close();
        second.close();
        assertThat(heard.subList(3, heard.size())).containsExactly("model disconnected");
    }

    @Test
    void shouldReadAndWriteWordsLittleEndian() {
        MemorySegment memory = MemorySegment.ofArray(new byte[4096]);
        try (EmulatedDevice device = master(memory)) {
            Bus bus = device.function().bus();
            bus.writeInt(0x1_0000_0000L, 0x04030201);
            bus.writeLong(0x1_0000_0008L, 0x0807060504030201L);

            assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 15)).isEqualTo((byte) 8);
            assertThat(bus.readInt(0x1_0000_0000L)).isEqualTo(0x04030201);
            assertThat(bus.readLong(0x1_0000_0008L)).isEqualTo(0x0807060504030201L);
            assertErrno(Errno.EFAULT, () -> bus.readLong(0x1_0000_0ffcL));
        }
    }

    @Test
    void shouldAllocateNothingForMemoryAndInterrupts() {
        try (EmulatedDevice device = master(MemorySegment.ofArray(new byte[4096]))) {
            device.setIrqs(events(new RecordedEvent()));
            Bus bus = device.function().bus();

            assertThat(Allocation.leastPerCall(() -> {
                        bus.writeLong(0x1_0000_0000L, bus.readLong(0x1_0000_0008L) + 1);
                        bus.interrupt(0);
                    }))
                    .isZero();
        }
    }

    /** Whatever threads of a model do, memory is left alone from the moment that unmapping it returns. */
    @Test
    void shouldLeaveMemoryAloneOnceItIsUnmapped() throws Exception {
        MemorySegment memory = MemorySegment.ofArray(new byte[1 << 20]);
        MemorySegment source = MemorySegment.ofArray(new byte[1 << 20]).fill((byte) 1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (EmulatedDevice device = master(MemorySegment.ofArray(new byte[4096]))) {
            Bus bus = device.function().bus();
            Thread[] models = new Thread[3];
            for (int i = 0; i < models.length; i++) {
                models[i] = Thread.ofPlatform().start(() -> {
                    while (!ended.get()) {
                        try {
                            bus.writeMemory(0x20_0000, source);
                        } catch (VfioException expected) {
                            Thread.onSpinWait();
                        } catch (RuntimeException | Error other) {
                            failure.set(other);
                            return;
                        }
                    }
                });
            }
            for (int round = 0; round < 300; round++) {
                device.mapDma(new DmaRegion(0x20_0000, 1 << 20, true, true, new SegmentMemory(memory)));
                Thread.onSpinWait();
                device.unmapDma(0x20_0000, 1 << 20);
                memory.fill((byte) 2);
                assertThat(memory.mismatch(
                                MemorySegment.ofArray(new byte[1 << 20]).fill((byte) 2)))
                        .isEqualTo(-1);
            }
            ended.set(true);
            for (Thread model : models) {
                model.join();
            }
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void shouldSignalNothingOnceADeviceIsClosed() throws Exception {
        for (int round = 0; round < 100; round++) {
            RecordedEvent event = new RecordedEvent();
            EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE);
            Access.toConfig(device).u16(COMMAND, MASTER_AND_MEMORY);
            device.setIrqs(events(event));
            assertThat(function.bus().interrupt(0)).isTrue();
            AtomicBoolean ended = new AtomicBoolean();
            Thread model = Thread.ofPlatform().start(() -> {
                while (!ended.get()) {
                    function.bus().interrupt(0);
                }
            });
            device.close();
            int signals = event.signals();
            assertThat(function.bus().interrupt(0)).isFalse();
            ended.set(true);
            model.join();
            assertThat(event.signals()).isEqualTo(signals);
            assertThat(event.references()).isEqualTo(1);
        }
    }

    @Test
    void shouldLetAModelJoinItsThreadWhenItIsDisconnected() throws Exception {
        AtomicReference<@Nullable Thread> worker = new AtomicReference<>();
        PciFunction working = PciFunction.builder(1, 2)
                .bar(0, 0x1000, bus -> {
                    bus.listen(worker(bus, worker));
                    return BarContents.memory();
                })
                .build();
        for (int round = 0; round < 20; round++) {
            EmulatedDevice device = EmulatedDevice.open(working, EmulatedDeviceOptions.HARDWARE);
            assertThat(Objects.requireNonNull(worker.get()).isAlive()).isTrue();
            device.close();
            assertThat(worker.get()).isNull();
        }
    }

    /** What a model makes of an event is its own affair: the function, its device and other listeners go on. */
    @Test
    void shouldOutliveListenersThatThrow() {
        function.bus().listen(throwing());
        function.bus().listen(listener("last"));
        MemorySegment memory = MemorySegment.ofArray(new byte[4096]);
        RecordedEvent event = new RecordedEvent();
        EmulatedDevice device = EmulatedDevice.open(function);
        heard.clear();
        Access.toConfig(device).u16(COMMAND, MASTER_AND_MEMORY);
        device.setIrqs(events(event));
        device.mapDma(new DmaRegion(0, 4096, true, true, new SegmentMemory(memory)));

        device.reset();
        assertThat(Access.toConfig(device).u16(COMMAND)).isEqualTo(MASTER_AND_MEMORY);
        function.bus().writeInt(0, 1);
        device.close();

        assertThat(heard)
                .containsSubsequence("last master true", "last master false", "last reset", "last disconnected");
        assertThat(event.references()).isEqualTo(1);
        assertThat(device.unmapAllDma()).isEmpty();
        assertErrno(Errno.EFAULT, () -> function.bus().readInt(0));
    }

    private static FunctionListener throwing() {
        return new FunctionListener() {
            @Override
            public void reset() {
                throw new IllegalStateException("reset");
            }

            @Override
            public void busMasterChanged(boolean enabled) {
                throw new StackOverflowError();
            }

            @Override
            public void connected() {
                throw new NoClassDefFoundError("gone");
            }

            @Override
            public void disconnected() {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static FunctionListener worker(Bus bus, AtomicReference<@Nullable Thread> thread) {
        AtomicBoolean ended = new AtomicBoolean();
        return new FunctionListener() {
            @Override
            public void connected() {
                ended.set(false);
                thread.set(Thread.ofPlatform().start(() -> {
                    while (!ended.get()) {
                        bus.interrupt(0);
                    }
                }));
            }

            @Override
            public void disconnected() {
                ended.set(true);
                try {
                    Objects.requireNonNull(thread.getAndSet(null)).join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private EmulatedDevice master(MemorySegment memory) {
        EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE);
        Access.toConfig(device).u16(COMMAND, MASTER_AND_MEMORY);
        device.mapDma(new DmaRegion(0x1_0000_0000L, memory.byteSize(), true, true, new SegmentMemory(memory)));
        return device;
    }

    private static IrqSet events(EventDescriptor event) {
        return new IrqSet(VfioPci.MSIX_IRQ, 0, 1, IrqSet.Action.TRIGGER, new IrqSet.Data.Events(List.of(event)));
    }

    private FunctionListener listener(String name) {
        return new FunctionListener() {
            @Override
            public void reset() {
                heard.add(name + " reset");
            }

            @Override
            public void busMasterChanged(boolean enabled) {
                heard.add(name + " master " + enabled);
            }

            @Override
            public void connected() {
                heard.add(name + " connected");
            }

            @Override
            public void disconnected() {
                heard.add(name + " disconnected");
            }
        };
    }
}
