// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.linux.file.MemoryFd;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.vfiouser.testing.Leaks;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.testing.TestDevice;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Framing, clients that come and go, and the server's own end. */
class ConnectionTest {
    private static final int EVENTFD_TRIGGER = 4 | 32;

    private final ServerFixture fixture = new ServerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static byte[] reset(int id) {
        return RawClient.message(id, WireCommand.DEVICE_RESET.number(), 0, RawClient.payload(0));
    }

    @Test
    void shouldCarryOutSeveralMessagesOfOneSend() {
        try (RawClient client = fixture.connect()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int id = 1; id <= 100; id++) {
                all.writeBytes(reset(id));
            }
            client.sendBytes(all.toByteArray());

            for (int id = 1; id <= 100; id++) {
                assertThat(client.receive().requireSuccess().id()).isEqualTo(id);
            }
        }
        assertThat(fixture.device.resets.get()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 15, 16, 17, 31})
    void shouldPutTogetherAMessageThatComesInPieces(int piece) {
        byte[] message = RawClient.message(
                7,
                WireCommand.REGION_WRITE.number(),
                0,
                RegionAccessTest.access(0, 0, 4, (byte) 1, (byte) 2, (byte) 3, (byte) 4));
        try (RawClient client = fixture.connect()) {
            for (int at = 0; at < message.length; at += piece) {
                client.sendBytes(Arrays.copyOfRange(message, at, Math.min(message.length, at + piece)));
            }
            assertThat(client.receive().requireSuccess().id()).isEqualTo(7);
        }
        fixture.settle();
        assertThat(fixture.device.bar0(3)).isEqualTo((byte) 4);
    }

    @Test
    void shouldGiveDescriptorsToTheMessageTheyCameWith() {
        try (RawClient client = fixture.connect();
                EventFd first = EventFd.create();
                EventFd second = EventFd.create()) {
            client.sendBytes(reset(1));
            client.sendBytes(irqs(2, 0), first.descriptor());
            client.sendBytes(reset(3));
            client.sendBytes(irqs(4, 1), second.descriptor());
            for (int id = 1; id <= 4; id++) {
                assertThat(client.receive().requireSuccess().id()).isEqualTo(id);
            }

            fixture.device.signal(2, 0);
            assertThat(first.await(0)).isEqualTo(1);
            assertThat(second.await(0)).isZero();
        }
    }

    private static byte[] irqs(int id, int vector) {
        return RawClient.message(
                id, WireCommand.DEVICE_SET_IRQS.number(), 0, SetIrqsTest.set(EVENTFD_TRIGGER, 2, vector, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 35})
    void shouldTakeDescriptorsWithAnyPartOfTheirMessage(int at) {
        byte[] message = irqs(5, 6);
        try (RawClient client = fixture.connect();
                EventFd event = EventFd.create()) {
            if (at > 0) {
                client.sendBytes(Arrays.copyOf(message, at));
            }
            client.sendBytes(Arrays.copyOfRange(message, at, message.length), event.descriptor());

            client.receive().requireSuccess();
            fixture.device.signal(2, 6);
            assertThat(event.await(0)).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseMoreDescriptorsInPiecesThanAgreedOn() {
        byte[] message = irqs(5, 6);
        try (RawClient client = fixture.connect();
                EventFd event = EventFd.create()) {
            int before = Leaks.descriptors();
            int[] sixteen = new int[16];
            Arrays.fill(sixteen, event.descriptor());
            client.sendBytes(Arrays.copyOf(message, 1), sixteen);
            client.sendBytes(Arrays.copyOfRange(message, 1, message.length), event.descriptor());

            assertThat(client.receive().errno()).isEqualTo(Errno.EINVAL.number());
            assertThat(Leaks.descriptors()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, (1 << 20) + 33, Integer.MAX_VALUE, -1})
    void shouldEndAConnectionWithoutMessageBoundaries(int size) {
        try (RawClient client = fixture.connect()) {
            byte[] message = reset(1);
            ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(4, size);
            client.sendBytes(message);

            assertThat(client.ended()).isTrue();
        }
        assertThat(fixture.device.resets.get()).isZero();
        fixture.settle();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15})
    void shouldEndAConnectionWithAnUnaskedReplyOrAnUnknownType(int type) {
        try (RawClient client = fixture.connect()) {
            client.send(WireCommand.DEVICE_RESET.number(), type, RawClient.payload(0));

            assertThat(client.ended()).isTrue();
        }
        fixture.settle();
    }

    @Test
    void shouldTakeTheLargestMessage() {
        int most = 1 << 20;
        try (RawClient client = fixture.connect()) {
            Answer answer = client.call(WireCommand.REGION_WRITE, RegionAccessTest.access(0, 0, most, new byte[most]));

            assertThat(answer.requireSuccess().payload().getInt(12)).isEqualTo(TestDevice.BAR0_SIZE);
        }
    }

    @Test
    void shouldLetTheNextClientInWhenTheOneBeforeHasGone() {
        RawClient first = fixture.connect();
        try (RawClient second = new RawClient(fixture.path())) {
            second.sendBytes(RawClient.message(
                    1, WireCommand.VERSION.number(), 0, RawClient.versionPayload(0, 2, RawClient.PLAIN)));
            first.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
            assertThat(fixture.device.resets.get()).isEqualTo(1);
            first.close();

            second.receive().requireSuccess();
        }
    }

    @Test
    void shouldTakeFromTheDeviceWhatADeadClientGaveItButNotItsState() {
        try (EventFd event = EventFd.create();
                MappedFile memory = MemoryFd.create("connection test", 4096)) {
            int descriptors = fixture.descriptors();
            RawClient client = fixture.connect();
            client.call(WireCommand.DMA_MAP, DmaMapTest.mapping(3, 0, 0, 4096), memory.descriptor())
                    .requireSuccess();
            client.call(WireCommand.DEVICE_SET_IRQS, SetIrqsTest.set(EVENTFD_TRIGGER, 0, 0, 1), event.descriptor())
                    .requireSuccess();
            client.call(WireCommand.REGION_WRITE, RegionAccessTest.access(0, 0, 1, (byte) 8))
                    .requireSuccess();
            // The last one is cut off in the middle, with a descriptor.
            client.sendBytes(Arrays.copyOf(irqs(1, 1), 20), event.descriptor());
            client.close();

            assertThat(fixture.descriptors()).isEqualTo(descriptors);
            assertThat(fixture.device.dma.regions()).isEmpty();
            assertThat(fixture.device.events).isEmpty();
            assertThat(fixture.device.bar0(0)).isEqualTo((byte) 8);
            assertThat(Leaks.mappings("connection test")).isEqualTo(1);
        }
    }

    @Test
    void shouldNameItsThreadAfterTheSocket() {
        assertThat(Thread.getAllStackTraces().keySet())
                .anyMatch(thread -> thread.getName().equals("vfio-user " + fixture.path()));
    }

    @Test
    void shouldEndItsThreadAndRemoveItsSocketWhenClosed() {
        try (RawClient client = fixture.connect()) {
            fixture.server.close();
            fixture.server.close();

            assertThat(client.ended()).isTrue();
        }
        assertThat(fixture.path()).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("vfio-user " + fixture.path()));
        assertThatThrownBy(() -> UnixSocket.connect(fixture.path(), 0)).isInstanceOf(VfioException.class);
    }

    @Test
    void shouldRefuseASocketThatIsInUse() throws Exception {
        assertThatThrownBy(() -> VfioUserServer.listen(fixture.path(), fixture.device))
                .isInstanceOfSatisfying(
                        VfioException.class,
                        refused -> assertThat(refused.errno()).isEqualTo(Errno.EADDRINUSE));
        assertThat(Files.exists(fixture.path())).isTrue();
        fixture.settle();
    }
}
