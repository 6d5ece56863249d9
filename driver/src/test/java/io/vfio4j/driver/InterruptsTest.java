// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.ForwardingDevice;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.testing.LeavesNoDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeavesNoDescriptor.class)
class InterruptsTest {
    /** Longer than anybody waits for a test: a wait that does not end hangs it. */
    private static final Duration FOREVER = Duration.ofDays(20);

    private static final int ROUNDS = 200;
    private static final SharedBuffer MEMORY = SharedBuffer.allocate(0x1000);
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    private final PciFunction function = TestModel.function(MEMORY);
    private final EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO);
    private final PciDriver driver = PciDriver.open(device);

    @AfterEach
    void close() {
        driver.close();
        device.close();
    }

    @Test
    void shouldRefuseMoreVectorsThanTheDeviceHas() {
        assertThat(assertErrno(Errno.EINVAL, () -> driver.msix(1_000_000_000)).detail())
                .isEqualTo("the device has 4 of these vectors, not 1000000000");
        driver.msix(4).close();
    }

    @Test
    void shouldLeaveNothingOpenWhenTheDeviceRefuses() {
        ForwardingDevice boasting = new ForwardingDevice(device) {
            @Override
            public IrqInfo irqInfo(int index) {
                return new IrqInfo(index, IrqInfo.EVENTFD, 64);
            }
        };
        assertErrno(Errno.EINVAL, () -> Interrupts.open(boasting, VfioPci.MSIX_IRQ, 64));
    }

    @Test
    void shouldRefuseASecondOneOfAKindUntilTheFirstIsClosed() {
        Interrupts first = driver.msix(2);
        assertThat(assertErrno(Errno.EINVAL, () -> driver.msix(1)).detail())
                .isEqualTo("these interrupts are set up already; close them first");
        function.bus().interrupt(1);
        assertThat(first.await(1, FOREVER)).isEqualTo(1);
        first.close();
        Interrupts second = driver.msix(1);
        function.bus().interrupt(0);
        assertThat(second.await(0, FOREVER)).isEqualTo(1);
    }

    @Test
    void shouldEndEveryWaitForOneVectorWhenItIsClosed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Interrupts interrupts = driver.msix(2);
            List<CompletableFuture<Long>> waiters = started(4, () -> untilClosed(interrupts));
            interrupts.close();
            for (CompletableFuture<Long> waiter : waiters) {
                assertThat(waiter.get()).isZero();
            }
            assertErrno(Errno.EBADF, () -> interrupts.await(0, FOREVER));
        }
    }

    /** Waits again and again, as a thread that serves a vector does. */
    private static long untilClosed(Interrupts interrupts) {
        long fired = 0;
        while (!interrupts.isClosed()) {
            try {
                fired += interrupts.await(0, FOREVER);
            } catch (VfioException closed) {
                assertThat(closed.errno()).isEqualTo(Errno.EBADF);
            }
        }
        return fired;
    }

    @Test
    void shouldCloseTheRestWhenAnEventIsClosedAlready() throws Exception {
        Interrupts interrupts = driver.msix(3);
        interrupts.event(1).close();
        List<CompletableFuture<Long>> waiters = started(1, () -> untilClosed(interrupts));
        interrupts.close();
        assertThat(waiters.getFirst().get()).isZero();
        assertThat(interrupts.event(2).toString()).contains("closed");
    }

    @Test
    void shouldWaitOnWhenAnotherThreadTakesTheCount() throws Exception {
        Interrupts interrupts = driver.msix(2);
        for (int round = 0; round < ROUNDS; round++) {
            List<CompletableFuture<Integer>> any = started(1, () -> interrupts.awaitAny(FOREVER));
            for (int theft = 0; theft < 50 && !any.getFirst().isDone(); theft++) {
                interrupts.event(0).signal();
                interrupts.await(0, Duration.ZERO);
            }
            interrupts.fire(1);
            assertThat(any.getFirst().get()).isBetween(0, 1);
            interrupts.await(1, Duration.ZERO);
        }
    }

    @Test
    void shouldGiveACountToOneOfTheThreadsThatWaitForAVector() throws Exception {
        Interrupts interrupts = driver.msix(1);
        for (int round = 0; round < ROUNDS; round++) {
            List<CompletableFuture<Long>> both = started(2, () -> interrupts.await(0, FOREVER));
            interrupts.fire(0);
            CompletableFuture.anyOf(both.toArray(CompletableFuture[]::new)).get();
            interrupts.fire(0);
            assertThat(both.getFirst().get()).isEqualTo(1);
            assertThat(both.getLast().get()).isEqualTo(1);
        }
    }

    private static <T> List<CompletableFuture<T>> started(int threads, Supplier<T> action) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(threads);
        List<CompletableFuture<T>> results = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            results.add(CompletableFuture.supplyAsync(
                    () -> {
                        running.countDown();
                        return action.get();
                    },
                    THREADS));
        }
        running.await();
        return results;
    }
}
