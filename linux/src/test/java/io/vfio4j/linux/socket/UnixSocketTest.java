// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.file.PollEvents;
import io.vfio4j.testing.Allocation;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.testing.OpenDescriptors;
import io.vfio4j.testing.Waiting;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeavesNoDescriptor.class)
class UnixSocketTest {
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 20);
    private final DescriptorList received = new DescriptorList();

    @Test
    void shouldCarryBytes() {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            buffer.set(JAVA_LONG, 8, 0x1122334455667788L);
            pair.first().send(buffer, 8, 8);
            assertThat(pair.second().receive(buffer, 64, 100, received)).isEqualTo(8);
            assertThat(buffer.get(JAVA_LONG, 64)).isEqualTo(0x1122334455667788L);
            assertThat(received.count()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 252, 253})
    void shouldCarryDescriptorsInOrder(int count) {
        EventFd[] events = new EventFd[count];
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            events[i] = EventFd.create();
            numbers[i] = events[i].descriptor();
        }
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            pair.first().send(buffer, 0, 16, numbers, count);
            assertThat(pair.second().receive(buffer, 0, 100, received)).isEqualTo(16);
            assertThat(received.count()).isEqualTo(count);
            for (EventFd event : events) {
                try (EventFd other =
                        EventFd.adopt(received.take("received event").surrender())) {
                    assertThat(other.descriptor()).isNotEqualTo(event.descriptor());
                    other.signal();
                    assertThat(event.await(0)).isEqualTo(1);
                }
            }
        } finally {
            Arrays.stream(events).forEach(EventFd::close);
        }
    }

    @Test
    void shouldSendPlainMessagesAfterOneWithDescriptors() {
        try (UnixSocket.Pair pair = UnixSocket.pair();
                EventFd event = EventFd.create()) {
            pair.first().send(buffer, 0, 4, new int[] {event.descriptor()}, 1);
            pair.second().receive(buffer, 0, 100, received);
            received.close();
            pair.first().send(buffer, 0, 4);
            assertThat(pair.second().receive(buffer, 0, 100, received)).isEqualTo(4);
            assertThat(received.count()).isZero();
        }
    }

    @Test
    void shouldTellThatDescriptorsWereLostOnce() {
        try (UnixSocket.Pair pair = UnixSocket.pair();
                UnixSocket narrow = new UnixSocket(pair.second().descriptor().duplicate(), 2);
                EventFd event = EventFd.create()) {
            int[] numbers = new int[5];
            Arrays.fill(numbers, event.descriptor());
            pair.first().send(buffer, 0, 4, numbers, 5);
            assertThat(narrow.receive(buffer, 0, 100, received)).isEqualTo(4);
            assertThat(received.incomplete()).isTrue();
            received.close();
            pair.first().send(buffer, 0, 4, numbers, 1);
            assertThat(narrow.receive(buffer, 0, 100, received)).isEqualTo(4);
            assertThat(received.incomplete()).isFalse();
            assertThat(received.count()).isEqualTo(1);
            received.close();
        }
    }

    @Test
    void shouldCloseMoreDescriptorsThanTheListHolds() {
        var before = OpenDescriptors.snapshot();
        try (UnixSocket.Pair pair = UnixSocket.pair();
                EventFd event = EventFd.create()) {
            int[] numbers = new int[200];
            Arrays.fill(numbers, event.descriptor());
            pair.first().send(buffer, 0, 4, numbers, 200);
            pair.first().send(buffer, 0, 4, numbers, 200);
            pair.second().receive(buffer, 0, 100, received);
            assertThat(pair.second().receive(buffer, 0, 100, received)).isEqualTo(4);
            assertThat(received.incomplete()).isTrue();
            assertThat(received.count()).isEqualTo(DescriptorList.MAX_DESCRIPTORS);
            received.close();
        }
        assertThat(OpenDescriptors.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldReturnDescriptorsWithTheLastMessageThatBeginsInWhatWasReceived() {
        try (UnixSocket.Pair pair = UnixSocket.pair();
                EventFd event = EventFd.create()) {
            pair.first().send(buffer, 0, 16);
            pair.first().send(buffer, 0, 32, new int[] {event.descriptor()}, 1);
            pair.first().send(buffer, 0, 64);
            assertThat(pair.second().receive(buffer, 0, 1000, received)).isEqualTo(48);
            assertThat(received.count()).isEqualTo(1);
            received.close();
            assertThat(pair.second().receive(buffer, 0, 1000, received)).isEqualTo(64);
        }
    }

    @Test
    void shouldSendMoreThanTheSocketHolds() throws Exception {
        int size = 1 << 20;
        for (int i = 0; i < size; i++) {
            buffer.set(JAVA_BYTE, i, (byte) (i * 31));
        }
        MemorySegment target = Arena.ofAuto().allocate(size);
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            CompletableFuture<Void> receiver = CompletableFuture.runAsync(() -> {
                for (int at = 0; at < size; ) {
                    at += pair.second().receive(target, at, Math.min(777, size - at), received);
                }
            });
            pair.first().send(buffer, 0, size);
            receiver.get();
        }
        assertThat(target.mismatch(buffer)).isEqualTo(-1);
    }

    @Test
    void shouldNotWaitForRoom() {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            assertThat(pair.second().await(PollEvents.READABLE, 0)).isZero();
            int sent = pair.first().trySend(buffer, 0, 1 << 20, new int[0], 0);
            assertThat(sent).isBetween(1, (1 << 20) - 1);
            assertThat(pair.first().trySend(buffer, 0, 1 << 20, new int[0], 0)).isZero();
            assertThat(pair.first().await(PollEvents.WRITABLE, 0)).isZero();
            assertThat(pair.second().await(PollEvents.READABLE | PollEvents.WRITABLE, 0))
                    .isEqualTo(PollEvents.READABLE | PollEvents.WRITABLE);
        }
    }

    @Test
    void shouldReturnZeroAtTheEndOfTheStream() {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            pair.first().close();
            assertThat(pair.second().receive(buffer, 0, 100, received)).isZero();
            assertThatThrownBy(() -> pair.second().send(buffer, 0, 1))
                    .isInstanceOfSatisfying(
                            VfioException.class,
                            failure -> assertThat(failure.errno()).isEqualTo(Errno.EPIPE));
        }
    }

    @Test
    void shouldTimeOut() {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            pair.first().timeout(1);
            assertThatThrownBy(() -> pair.first().receive(buffer, 0, 100, received))
                    .isInstanceOf(VfioException.class)
                    .hasMessageContaining("recvmsg: ETIMEDOUT");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndAReceiveThatIsUnderWay(boolean close) throws Exception {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            CompletableFuture<Integer> receiver = new CompletableFuture<>();
            Thread thread = Thread.ofPlatform().name("receiving").start(() -> {
                try {
                    receiver.complete(pair.first().receive(buffer, 0, 100, received));
                } catch (RuntimeException e) {
                    receiver.completeExceptionally(e);
                }
            });
            Waiting.untilInNativeCode(thread);
            if (close) {
                pair.first().close();
            } else {
                pair.first().shutdown();
            }
            assertThat(receiver.get()).isZero();
            thread.join();
        }
    }

    @Test
    void shouldRefuseUseAfterClose() {
        UnixSocket.Pair pair = UnixSocket.pair();
        pair.close();
        pair.close();
        assertThat(assertErrno(Errno.EBADF, () -> pair.first().send(buffer, 0, 1))
                        .detail())
                .isEqualTo("closed");
        assertThat(assertErrno(Errno.EBADF, () -> pair.first().receive(buffer, 0, 1, received))
                        .detail())
                .isEqualTo("closed");
    }

    @Test
    void shouldAllocateNothingForMessages() {
        try (UnixSocket.Pair pair = UnixSocket.pair()) {
            Runnable exchange = () -> {
                pair.first().send(buffer, 0, 64);
                pair.second().receive(buffer, 64, 1000, received);
            };
            assertThat(Allocation.leastPerCall(exchange)).isZero();
        }
    }
}
