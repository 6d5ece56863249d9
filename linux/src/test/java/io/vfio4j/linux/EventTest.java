// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.linux.call.EventCalls;
import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.testing.Allocation;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.testing.OpenDescriptors;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeavesNoDescriptor.class)
class EventTest {
    @Test
    void shouldCountSignals() {
        try (EventFd event = EventFd.create();
                EventFd other = event.duplicate()) {
            assertThat(event.await(0)).isZero();
            event.signal();
            other.signal();
            assertThat(event.await(0)).isEqualTo(2);
            assertThat(event.await(1)).isZero();
        }
    }

    @Test
    void shouldWaitForASignal() throws Exception {
        try (EventFd event = EventFd.create()) {
            CompletableFuture<Long> waiter = CompletableFuture.supplyAsync(() -> event.await(-1));
            event.signal();
            assertThat(waiter.get()).isEqualTo(1);
        }
    }

    @Test
    void shouldNotBlockOnACounterThatAPeerHasFilled() {
        FileDescriptor blocking = FileDescriptor.own(EventCalls.eventfd(0, 0), "peer's eventfd");
        try (Arena arena = Arena.ofConfined();
                EventFd event = EventFd.adopt(blocking.surrender())) {
            assertThat(FileCalls.write(blocking.number(), arena.allocateFrom(ValueLayout.JAVA_LONG, -2L), 8))
                    .isEqualTo(8);
            event.signal();
            assertThat(event.await(0)).isEqualTo(-2L);
        }
    }

    @Test
    void shouldRefuseUseAfterClose() {
        EventFd event = EventFd.create();
        event.close();
        event.close();
        assertThat(assertErrno(Errno.EBADF, event::signal).detail()).isEqualTo("closed");
        assertThat(assertErrno(Errno.EBADF, event::duplicate).detail()).isEqualTo("closed");
    }

    @Test
    void shouldAllocateNothingForSignals() {
        try (EventFd event = EventFd.create()) {
            assertThat(Allocation.leastPerCall(event::signal)).isZero();
        }
    }

    @Test
    void shouldTellWhichEventIsSignalled() {
        try (Poll poll = new Poll(2);
                EventFd first = EventFd.create();
                EventFd second = EventFd.create()) {
            assertThat(poll.add(first)).isZero();
            assertThat(poll.add(second)).isEqualTo(1);
            assertThat(poll.await(0)).isFalse();
            second.signal();
            assertThat(poll.await(-1)).isTrue();
            assertThat(poll.happened(0)).isFalse();
            assertThat(poll.happened(1)).isTrue();
            assertThatThrownBy(() -> poll.add(first)).hasMessageContaining("capacity=2");
            assertThat(second.await(0)).isEqualTo(1);
            assertThat(poll.await(0)).isFalse();
        }
    }

    @Test
    void shouldNotWaitForAnotherFileWhoseNumberAClosedEventHad() {
        EventFd closed = EventFd.create();
        try (Poll poll = new Poll(1)) {
            poll.add(closed);
            closed.close();
            try (EventFd other = EventFd.create()) {
                other.signal();
                assertThat(poll.await(0)).isFalse();
            }
        }
        try (Poll poll = new Poll(1)) {
            assertThat(assertErrno(Errno.EBADF, () -> poll.add(closed)).detail())
                    .isEqualTo("closed");
        }
    }

    @Test
    void shouldBeWokenOnceForEachWake() {
        try (Poll poll = new Poll(1)) {
            poll.wake();
            assertThat(poll.await(-1)).isFalse();
            assertThat(poll.await(0)).isFalse();
        }
    }

    @Test
    void shouldCloseANumberOnceWhateverThreadsDo() throws Exception {
        for (int round = 0; round < 300; round++) {
            FileDescriptor descriptor = FileDescriptor.own(EventCalls.eventfd(0, 0), "eventfd");
            AtomicInteger refused = new AtomicInteger();
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.ofPlatform().start(() -> {
                    try {
                        descriptor.acquire("test");
                        assertThat(OpenDescriptors.snapshot()).containsKey(descriptor.number());
                        descriptor.release();
                    } catch (io.vfio4j.device.VfioException closed) {
                        refused.incrementAndGet();
                    }
                    descriptor.close();
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(refused.get()).isBetween(0, 3);
            assertThat(descriptor.isOpen()).isFalse();
        }
    }

    @Test
    void shouldNotGiveOutTheNumberOfAClosedEvent() {
        EventFd event = EventFd.create();
        try (EventDescriptor.Hold held = event.hold("SET_IRQS")) {
            assertThat(held.number()).isEqualTo(event.descriptor());
        }
        event.close();

        assertThatThrownBy(() -> event.hold("SET_IRQS")).hasMessageContaining("SET_IRQS: EBADF");
    }
}
