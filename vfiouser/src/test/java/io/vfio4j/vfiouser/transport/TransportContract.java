// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.linux.EventFd;
import io.vfio4j.testing.LeavesNoDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checks what every transport does, whatever carries its bytes. */
@ExtendWith(LeavesNoDescriptor.class)
abstract class TransportContract {
    private static final int[] NONE = {};

    private Transport here;
    private Transport there;
    private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 20, 8);
    private final ReceivedDescriptors received = new ReceivedDescriptors();

    /** Two ends of a connection. */
    record Ends(Transport here, Transport there) {}

    abstract Ends connect();

    /** Waits until a thread waits in a receive. */
    abstract void untilWaiting(Thread receiver);

    @BeforeEach
    void connectBoth() {
        Ends ends = connect();
        here = ends.here();
        there = ends.there();
    }

    @AfterEach
    void closeBoth() {
        received.close();
        here.close();
        there.close();
        there.close();
    }

    private void send(Transport from, String text, int... descriptors) {
        buffer.setString(0, text);
        from.send(buffer, 0, text.length(), descriptors, descriptors.length);
    }

    private String receive(Transport at, int most) {
        int count = at.receive(buffer, 64, most, received);
        byte[] bytes = buffer.asSlice(64, count).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void shouldCarryBytesBothWaysInOrderAndInTheReceiversPieces() {
        send(here, "abc");
        send(here, "defg");
        send(there, "back");

        assertThat(receive(there, 2) + receive(there, 64) + "|" + receive(here, 64))
                .startsWith("ab")
                .contains("abc")
                .endsWith("|back");
        assertThat(received.count()).isZero();
    }

    @Test
    void shouldGiveTheReceiverADescriptorOfItsOwn() {
        try (EventFd sent = EventFd.create()) {
            send(here, "with", sent.descriptor());

            assertThat(receive(there, 64)).isEqualTo("with");
            assertThat(received.count()).isEqualTo(1);
            try (EventFd arrived = EventFd.adopt(received.take())) {
                assertThat(arrived.descriptor()).isNotEqualTo(sent.descriptor());
                arrived.signal();
                assertThat(sent.await(0)).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldNotReceiveWhatFollowsDescriptorsTogetherWithThem() {
        try (EventFd sent = EventFd.create()) {
            send(here, "1", sent.descriptor());
            send(here, "2");
            send(here, "3", sent.descriptor(), sent.descriptor());

            assertThat(receive(there, 64)).isEqualTo("1");
            assertThat(received.count()).isEqualTo(1);
            String rest = receive(there, 64);
            if (rest.equals("2")) {
                rest += receive(there, 64);
            }
            assertThat(rest).isEqualTo("23");
            assertThat(received.count()).isEqualTo(3);
        }
    }

    @Test
    void shouldHandOverDescriptorsWithTheFirstByteOfTheirSend() {
        try (EventFd sent = EventFd.create()) {
            send(here, "12", sent.descriptor());

            assertThat(receive(there, 1)).isEqualTo("1");
            assertThat(received.count()).isEqualTo(1);
            assertThat(receive(there, 1)).isEqualTo("2");
            assertThat(received.count()).isEqualTo(1);
        }
    }

    @Test
    void shouldSendOnlyWhatThereIsRoomForUnlessItMayWait() throws Exception {
        int sent = 0;
        int more;
        do {
            more = here.trySend(buffer, 0, 1 << 16, NONE, 0);
            sent += more;
        } while (more > 0);

        assertThat(here.await(Transport.WRITABLE, 0)).isZero();
        Thread waiting = Thread.ofPlatform().start(() -> here.send(buffer, 0, 1 << 20, NONE, 0));
        int arrived = 0;
        while (arrived < sent + (1 << 20)) {
            arrived += there.receive(buffer, 0, 1 << 16, received);
        }
        waiting.join();
        assertThat(arrived).isEqualTo(sent + (1 << 20));
        assertThat(here.await(Transport.WRITABLE, 0)).isEqualTo(Transport.WRITABLE);
    }

    @Test
    void shouldKeepBytesThatWrapAroundItsBuffer() {
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 30_000; i++) {
                buffer.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + round));
            }
            here.send(buffer, 0, 30_000, NONE, 0);
            for (int got = 0; got < 30_000; ) {
                got += there.receive(buffer, 100_000 + got, 30_000 - got, received);
            }
            assertThat(buffer.asSlice(100_000, 30_000).mismatch(buffer.asSlice(0, 30_000)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void shouldSayWhatIsPossible() {
        assertThat(there.await(Transport.READABLE | Transport.WRITABLE, 0)).isEqualTo(Transport.WRITABLE);
        assertThat(there.await(Transport.READABLE, 1)).isZero();

        send(here, "x");

        assertThat(there.await(Transport.READABLE, -1)).isEqualTo(Transport.READABLE);
        here.close();
        assertThat(there.await(Transport.READABLE, -1)).isEqualTo(Transport.READABLE | Transport.HANG_UP);
    }

    @Test
    void shouldDeliverWhatWasSentBeforeTheEnd() {
        send(here, "last");
        here.close();

        assertThat(receive(there, 64)).isEqualTo("last");
        assertThat(there.receive(buffer, 0, 64, received)).isZero();
        assertErrno(Errno.EPIPE, () -> send(there, "too late"));
    }

    @Test
    void shouldCloseDescriptorsThatNobodyReceives() {
        try (EventFd sent = EventFd.create()) {
            send(here, "unread", sent.descriptor());
        }
        // LeavesNoDescriptor sees the rest.
        assertThat(there.await(Transport.READABLE, -1)).isEqualTo(Transport.READABLE);
    }

    @Test
    void shouldGiveUpWhenThePeerKeepsSilent() {
        there.timeout(1);

        assertErrno(Errno.ETIMEDOUT, () -> there.receive(buffer, 0, 64, received));
    }

    @Test
    void shouldGiveUpWhenThePeerDoesNotReceive() {
        here.timeout(1);

        assertErrno(Errno.ETIMEDOUT, () -> {
            while (true) {
                here.send(buffer, 0, 1 << 20, NONE, 0);
            }
        });
    }

    @Test
    void shouldWakeAReceiverWhenItIsShutDown() throws Exception {
        AtomicInteger count = new AtomicInteger(-1);
        Thread waiting =
                Thread.ofPlatform().name("receiver").start(() -> count.set(there.receive(buffer, 0, 64, received)));
        untilWaiting(waiting);

        there.shutdown();
        there.shutdown();

        waiting.join();
        assertThat(count.get()).isZero();
    }

    @Test
    void shouldReceiveEverythingAndKeepInterruptsThatComeMeanwhile() throws Exception {
        int rounds = 2_000;
        // A byte that is missed becomes ETIMEDOUT.
        there.timeout(20_000);
        here.timeout(20_000);
        AtomicInteger kept = new AtomicInteger();
        Thread receiver = Thread.ofPlatform().name("receiver").start(() -> {
            MemorySegment own = Arena.ofAuto().allocate(1);
            for (int i = 0; i < rounds; i++) {
                there.receive(own, 0, 1, received);
                kept.addAndGet(Thread.interrupted() ? 1 : 0);
                there.send(own, 0, 1, NONE, 0);
            }
        });

        for (int i = 0; i < rounds; i++) {
            receiver.interrupt();
            here.send(buffer, 0, 1, NONE, 0);
            here.receive(buffer, 64, 1, new ReceivedDescriptors());
        }

        receiver.join();
        assertThat(kept.get()).isEqualTo(rounds);
    }

    @Test
    void shouldRefuseUseAfterClose() {
        there.close();

        assertErrno(Errno.EBADF, () -> there.receive(buffer, 0, 1, received));
        assertErrno(Errno.EBADF, () -> there.send(buffer, 0, 1, NONE, 0));
        assertErrno(Errno.EBADF, () -> there.trySend(buffer, 0, 1, NONE, 0));
        assertErrno(Errno.EBADF, () -> there.await(Transport.READABLE, 0));
        there.shutdown();
    }
}
