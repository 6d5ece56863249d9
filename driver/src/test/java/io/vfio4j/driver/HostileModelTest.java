// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.Bus;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.function.Register;
import io.vfio4j.emulation.function.RegisterBlock;
import io.vfio4j.linux.EventFd;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.vfiouser.client.VfioUserClient;
import io.vfio4j.vfiouser.server.VfioUserServer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that fail or never rest, and clients that do what no driver does, with a server between them. */
@ExtendWith(LeavesNoDescriptor.class)
class HostileModelTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int SIZE = 0x1000;
    private static final int ROUNDS = 100;

    @TempDir
    Path folder;

    /** What goes wrong in a model's code. */
    private static final List<Runnable> MISHAPS = List.of(
            () -> {
                throw new IllegalStateException("broken");
            },
            () -> {
                throw new AssertionError("broken");
            },
            HostileModelTest::recurse);

    @SuppressWarnings("InfiniteRecursion")
    private static void recurse() {
        recurse();
    }

    private void served(PciFunction function, Consumer<Path> clients) {
        try (EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE);
                VfioUserServer _ = VfioUserServer.listen(folder.resolve("s"), device)) {
            clients.accept(folder.resolve("s"));
        }
    }

    private static PciFunction function(Function<Bus, BarContents> registers) {
        return PciFunction.builder(0x1b36, 0x00f6)
                .pciExpress()
                .msix(4)
                .bar(0, SIZE, registers)
                .build();
    }

    @Test
    void shouldFailTheAccessWhenAModelThrows() {
        PciFunction function = function(_ -> {
            RegisterBlock block = new RegisterBlock();
            block.u32(0x00).onWrite(which -> MISHAPS.get((int) which).run());
            Register broken = block.u32(0x04).writable();
            broken.onRead(() -> {
                MISHAPS.get((int) broken.get()).run();
                return 0;
            });
            block.u64(0x08).writable();
            return block;
        });
        served(function, socket -> {
            try (VfioUserClient client = VfioUserClient.connect(socket)) {
                DeviceRegisters registers = PciDriver.open(client).bar(0);
                for (int mishap = 0; mishap < MISHAPS.size(); mishap++) {
                    int which = mishap;
                    assertThatThrownBy(() -> registers.u32(0x00, which)).hasMessageContaining("EIO");
                    registers.u32(0x04, which);
                    assertThatThrownBy(() -> registers.u32(0x04)).hasMessageContaining("EIO");
                    registers.u64(0x08, which);
                    assertThat(registers.u64(0x08)).isEqualTo(which);
                }
                client.reset();
            }
            VfioUserClient.connect(socket).close();
        });
    }

    @Test
    void shouldReportAnErrorOfTheModelsOwn() {
        PciFunction function = function(bus -> {
            RegisterBlock block = new RegisterBlock();
            block.u32(0x00).onWrite(address -> bus.writeInt(address, 1));
            return block;
        });
        served(function, socket -> {
            try (VfioUserClient client = VfioUserClient.connect(socket);
                    PciDriver driver = PciDriver.open(client)) {
                assertThatThrownBy(() -> driver.bar(0).u32(0, 0x1000)).hasMessageContaining("EFAULT");
                driver.setBusMaster(false);
                assertThatThrownBy(() -> driver.bar(0).u32(0, 0x1000)).hasMessageContaining("EFAULT");
            }
        });
    }

    /** Registers at the first and at the last bytes of the BAR, none in between. */
    @Test
    void shouldKeepEveryAccessWithinTheBar() {
        PciFunction function = function(_ -> {
            RegisterBlock block = new RegisterBlock();
            block.u64(0).writable();
            block.u32(SIZE - 4).writable();
            return block;
        });
        served(function, socket -> {
            try (VfioUserClient client = VfioUserClient.connect(socket)) {
                MemorySegment ones = MemorySegment.ofArray(new byte[2 * SIZE]).fill((byte) 0xff);
                MemorySegment found = MemorySegment.ofArray(new byte[2 * SIZE]);
                assertThat(client.write(0, 0, ones, 0, 2 * SIZE)).isEqualTo(SIZE);
                assertThat(client.read(0, 0, found, 0, 2 * SIZE)).isEqualTo(SIZE);
                for (int i = 0; i < 2 * SIZE; i++) {
                    int expected = i < 8 || (i >= SIZE - 4 && i < SIZE) ? 0xff : 0;
                    assertThat(Byte.toUnsignedInt(found.get(ValueLayout.JAVA_BYTE, i)))
                            .as("byte 0x%x", i)
                            .isEqualTo(expected);
                }
                assertThat(client.write(0, SIZE - 3, found, 8, 8)).isEqualTo(3);
                assertThat(client.read(0, SIZE - 5, found, 0, 9)).isEqualTo(5);
                assertThat(found.get(ValueLayout.JAVA_INT_UNALIGNED, 1)).isEqualTo(0xff);
                for (long offset : new long[] {SIZE, SIZE + 1, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
                    assertThatThrownBy(() -> client.read(0, offset, found, 0, 4))
                            .isInstanceOf(VfioException.class);
                    assertThatThrownBy(() -> client.write(0, offset, ones, 0, 4))
                            .isInstanceOf(VfioException.class);
                }
            }
        });
    }

    /** A model whose threads write to memory and interrupt all the time, whatever the driver does. */
    private static final class Restless implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final Thread[] threads = new Thread[2];

        Restless(Bus bus, long iova) {
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.ofPlatform().start(() -> {
                    while (!ended.get()) {
                        work(bus, iova);
                    }
                });
            }
        }

        private void work(Bus bus, long iova) {
            try {
                bus.interrupt(1);
                bus.writeLong(iova, bus.readLong(iova) + 1);
            } catch (VfioException unmapped) {
                Thread.onSpinWait();
            } catch (RuntimeException | Error other) {
                failure.set(other);
                ended.set(true);
            }
        }

        @Override
        public void close() {
            ended.set(true);
            for (Thread thread : threads) {
                join(thread);
            }
            assertThat(failure.get()).isNull();
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldOutliveModelsThatNeverRest(boolean orderly) {
        long iova = 0x1000_0000L;
        PciFunction function = function(_ -> new RegisterBlock());
        served(function, socket -> {
            try (Restless _ = new Restless(function.bus(), iova)) {
                for (int round = 0; round < ROUNDS; round++) {
                    VfioUserClient client = VfioUserClient.connect(socket);
                    PciDriver driver = PciDriver.open(client);
                    try (DmaBuffer buffer = driver.allocate(4096);
                            Interrupts interrupts = driver.msix(2)) {
                        assertThat(buffer.iova()).isEqualTo(iova);
                        assertThat(interrupts.await(1, LONG)).isPositive();
                        driver.setBusMaster(false);
                        driver.reset();
                        assertThat(interrupts.await(1, LONG)).isPositive();
                    }
                    driver.allocate(4096);
                    driver.msix(4);
                    if (orderly) {
                        driver.close();
                    }
                    client.close();
                    driver.close();
                }
            }
        });
    }

    @Test
    void shouldInterruptOneOrNoneWhileEventsChange() {
        PciFunction function = function(_ -> new RegisterBlock());
        served(function, socket -> {
            try (Restless _ = new Restless(function.bus(), 0);
                    VfioUserClient client = VfioUserClient.connect(socket);
                    PciDriver _ = PciDriver.open(client)) {
                for (int round = 0; round < ROUNDS; round++) {
                    try (EventFd first = EventFd.create();
                            EventFd second = EventFd.create()) {
                        client.setIrqs(IrqSet.trigger(VfioPci.MSIX_IRQ, 1, first));
                        assertThat(first.await(Integer.MAX_VALUE)).isPositive();
                        client.setIrqs(IrqSet.trigger(VfioPci.MSIX_IRQ, 1, second));
                        first.await(0);
                        assertThat(second.await(Integer.MAX_VALUE)).isPositive();
                        assertThat(first.await(0)).isZero();
                        client.setIrqs(IrqSet.trigger(VfioPci.MSIX_IRQ, 1, EventDescriptor.NONE));
                        second.await(0);
                        client.setIrqs(IrqSet.disable(VfioPci.MSIX_IRQ));
                        assertThat(second.await(0)).isZero();
                    }
                }
            }
        });
    }
}
