// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.linux.file.MemoryFd;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.testing.Waiting;
import io.vfio4j.vfiouser.testing.FakeServer;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against servers that lie, keep silent or go away. */
@ExtendWith(LeavesNoDescriptor.class)
class ClientDistrustTest {
    private static final ClientOptions PATIENT =
            ClientOptions.builder().timeoutMilliseconds(0).build();

    private final MemorySegment buffer = Arena.ofAuto().allocate(4096);

    @AfterEach
    void shouldLeaveNoThread() {
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("dma of "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"capabilities\":{\"max_data_xfer_size\":0}}",
                "{\"capabilities\":{\"max_msg_fds\":\"many\"}}",
                "{\"capabilities\":",
                "{\"capabilities\":{\"twin_socket\":{\"supported\":true,\"fd_index\":3}}}",
            })
    void shouldRefuseAnUnacceptableVersion(String json) {
        try (FakeServer server = FakeServer.playing(client -> FakeServer.version(client, json))) {
            assertFails(() -> VfioUserClient.connect(server.path(), PATIENT), Errno.EPROTO, "VFIO_USER_VERSION");
        }
    }

    @Test
    void shouldRefuseAPasidFormatThatWasNotProposed() {
        String json = "{\"capabilities\":{\"pasid\":{\"format\":\"raw\",\"feature_index\":11}}}";
        try (FakeServer server = FakeServer.playing(client -> FakeServer.version(client, json))) {
            ClientOptions options = ClientOptions.builder()
                    .timeoutMilliseconds(0)
                    .pasidFormats(java.util.List.of())
                    .build();
            assertFails(() -> VfioUserClient.connect(server.path(), options), Errno.EPROTO, "raw was not proposed");
        }
    }

    @Test
    void shouldRefuseAnotherMajorVersion() {
        try (FakeServer server = FakeServer.playing(
                client -> FakeServer.reply(client, client.receive(), RawClient.versionPayload(1, 0, "{}")))) {
            assertFails(
                    () -> VfioUserClient.connect(server.path(), PATIENT), Errno.EPROTO, "version 1.0, proposed 0.2");
        }
    }

    @Test
    void shouldCloseDescriptorsThatNobodyAskedFor() {
        try (MappedFile memory = MemoryFd.create("surprise", 4096);
                FakeServer server = FakeServer.playing(client -> {
                    int[] surprise = {memory.descriptor(), memory.descriptor()};
                    FakeServer.version(client, FakeServer.PLAIN, surprise);
                    FakeServer.reply(
                            client,
                            FakeServer.expect(client, WireCommand.DEVICE_RESET),
                            RawClient.payload(0),
                            surprise);
                    assertThat(client.ended()).isTrue();
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            client.reset();
            close(client);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 8 << 20, -1})
    void shouldNotBelieveTheSizeOfAReply(int size) {
        assertBreaks(
                (client, command) -> {
                    ByteBuffer header = ByteBuffer.wrap(
                                    RawClient.message(command.id(), command.command(), 1, RawClient.payload(0)))
                            .order(java.nio.ByteOrder.nativeOrder());
                    client.sendBytes(header.putInt(4, size).array());
                },
                "the server breaks the protocol: message of");
    }

    @Test
    void shouldNotTakeTheReplyOfAnotherCommand() {
        assertBreaks(
                (client, command) -> client.sendBytes(
                        RawClient.message(command.id() + 1, command.command(), 1, RawClient.payload(0))),
                "the server breaks the protocol: message of type 1");
        assertBreaks(
                (client, command) -> client.sendBytes(
                        RawClient.message(command.id(), WireCommand.REGION_READ.number(), 1, RawClient.payload(0))),
                "VFIO_USER_REGION_READ, awaited id");
        assertBreaks(
                (client, command) ->
                        client.sendBytes(RawClient.message(command.id(), command.command(), 7, RawClient.payload(0))),
                "message of type 7");
    }

    private interface Lie {
        void tell(RawClient client, RawClient.Answer command);
    }

    private void assertBreaks(Lie lie, String detail) {
        try (FakeServer server = FakeServer.negotiated(raw -> {
                    lie.tell(raw, FakeServer.expect(raw, WireCommand.DEVICE_RESET));
                    assertThat(raw.ended()).isTrue();
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            assertFails(client::reset, Errno.EPROTO, detail);
            assertFails(client::info, Errno.ESHUTDOWN, "the connection has ended: the server breaks the protocol");
        }
    }

    @Test
    void shouldTakeAnErrorWithoutANumberForAnError() {
        try (FakeServer server = FakeServer.negotiated(raw -> {
                    FakeServer.refuse(raw, FakeServer.expect(raw, WireCommand.DEVICE_RESET), 0);
                    FakeServer.refuse(raw, FakeServer.expect(raw, WireCommand.DEVICE_RESET), Errno.EBUSY.number());
                    FakeServer.refuse(raw, FakeServer.expect(raw, WireCommand.DEVICE_RESET), 250);
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.DEVICE_RESET), RawClient.payload(0));
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            assertFails(client::reset, Errno.EIO, "does not say why");
            assertFails(client::reset, Errno.EBUSY, "VFIO_USER_DEVICE_RESET: EBUSY (device or resource busy)");
            assertFails(client::reset, Errno.UNKNOWN, "errno 250");
            client.reset();
        }
    }

    @Test
    void shouldRefuseRepliesThatAreTooShortOrSayTooMuch() {
        try (FakeServer server = FakeServer.negotiated(raw -> {
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.DEVICE_GET_INFO), RawClient.payload(8));
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.REGION_READ), RawClient.payload(15));
                    ByteBuffer tooMany = RawClient.payload(32).putInt(12, 5);
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.REGION_READ), tooMany);
                    ByteBuffer noData = RawClient.payload(16).putInt(12, 4);
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.REGION_READ), noData);
                    ByteBuffer negative = RawClient.payload(16).putInt(12, -1);
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.REGION_WRITE), negative);
                    ByteBuffer feature = RawClient.payload(64);
                    feature.putInt(0, 64).putInt(4, 11 | 1 << 16);
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.DEVICE_FEATURE), feature);
                    ByteBuffer irq = RawClient.payload(16).putInt(8, 3);
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.DEVICE_GET_IRQ_INFO), irq);
                    ByteBuffer region = RawClient.payload(32).putInt(0, Integer.MAX_VALUE);
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.DEVICE_GET_REGION_INFO), region);
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            assertFails(client::info, Errno.EPROTO, "device info of 8 bytes");
            assertFails(() -> client.read(0, 0, buffer, 0, 4), Errno.EPROTO, "the reply has 15 bytes");
            assertFails(() -> client.read(0, 0, buffer, 0, 4), Errno.EPROTO, "5 were transferred, asked for 4");
            assertFails(() -> client.read(0, 0, buffer, 0, 4), Errno.EPROTO, "the reply has 16 bytes");
            assertFails(() -> client.write(0, 0, buffer, 0, 4), Errno.EPROTO, "4294967295 were transferred");
            assertFails(() -> client.feature(11 | 1 << 16, buffer.asSlice(0, 4)), Errno.EPROTO, "56 bytes of feature");
            assertFails(() -> client.irqInfo(0), Errno.EPROTO, "index 3, asked for 0");
            assertFails(() -> client.regionInfo(0), Errno.EPROTO, "argsz 2147483647, at most");
        }
    }

    @Test
    void shouldSayThatTheServerHasGone() {
        try (FakeServer server = FakeServer.negotiated(raw -> FakeServer.expect(raw, WireCommand.DEVICE_RESET));
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            assertFails(client::reset, Errno.ECONNRESET, "VFIO_USER_DEVICE_RESET: ECONNRESET (the server has closed");
            assertFails(client::reset, Errno.ESHUTDOWN, "the connection has ended: the server has closed");
        }
    }

    @Test
    void shouldNotWaitForASilentServer() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeServer server = FakeServer.negotiated(raw -> {
                    FakeServer.expect(raw, WireCommand.DEVICE_RESET);
                    assertThat(raw.ended()).isTrue();
                    over.countDown();
                });
                VfioUserClient client = VfioUserClient.connect(
                        server.path(),
                        ClientOptions.builder().timeoutMilliseconds(200).build())) {
            assertFails(client::reset, Errno.ETIMEDOUT, "the server did not answer within 200 ms");
            assertFails(client::reset, Errno.ESHUTDOWN, "the connection has ended");
            over.await();
        }
    }

    @Test
    void shouldEndAnOperationWhenAnotherThreadCloses() throws Exception {
        try (FakeServer server = FakeServer.negotiated(raw -> {
                    FakeServer.expect(raw, WireCommand.DEVICE_RESET);
                    assertThat(raw.ended()).isTrue();
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            AtomicReference<VfioException> end = new AtomicReference<>();
            Thread user = Thread.ofPlatform().name("resetting").start(() -> {
                try {
                    client.reset();
                } catch (VfioException failure) {
                    end.set(failure);
                }
            });
            Waiting.untilInNativeCode(user);
            close(client);
            close(client);
            user.join();
            assertThat(end.get().errno()).isEqualTo(Errno.ESHUTDOWN);
            assertThat(end.get().detail()).isEqualTo("closed by this side");
        }
    }

    @Test
    void shouldNotAskOldServersForFeatures() {
        try (FakeServer server = FakeServer.playing(raw -> {
                    FakeServer.reply(raw, raw.receive(), RawClient.versionPayload(0, 1, FakeServer.PLAIN));
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.DEVICE_RESET), RawClient.payload(0));
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            assertFails(() -> client.feature(11 | 1 << 16, buffer), Errno.ENOTTY, "0.1 does not know features");
            client.reset();
        }
    }

    @Test
    void shouldAnswerWhatTheServerAsksBeforeItReplies() {
        try (FakeServer server = FakeServer.negotiated(raw -> {
                    RawClient.Answer reset = FakeServer.expect(raw, WireCommand.DEVICE_RESET);
                    RawClient.Answer answer = raw.call(
                            WireCommand.DMA_READ,
                            RawClient.payload(16).putLong(0, 0x1000).putLong(8, 16));
                    assertThat(answer.errno()).isEqualTo(Errno.EFAULT.number());
                    answer = raw.call(
                            WireCommand.DMA_WRITE, RawClient.payload(16).putLong(8, -1));
                    assertThat(answer.errno()).isEqualTo(Errno.EINVAL.number());
                    answer = raw.call(WireCommand.DMA_READ, RawClient.payload(3));
                    assertThat(answer.errno()).isEqualTo(Errno.EINVAL.number());
                    answer = raw.call(WireCommand.DEVICE_RESET, RawClient.payload(0));
                    assertThat(answer.errno()).isEqualTo(Errno.EINVAL.number());
                    raw.send(WireCommand.DMA_READ.number(), Header.NO_REPLY, RawClient.payload(16));
                    FakeServer.reply(raw, reset, RawClient.payload(0));
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            client.reset();
        }
    }

    @Test
    void shouldReceiveWhileAServerDoesNot() {
        int size = 1 << 20;
        MemorySegment large = Arena.ofAuto().allocate(size);
        try (FakeServer server = FakeServer.negotiated(raw -> {
                    FakeServer.reply(raw, FakeServer.expect(raw, WireCommand.DMA_MAP), RawClient.payload(0));
                    // More than the socket holds, while the client sends as much.
                    ByteBuffer write =
                            RawClient.payload(16 + size).putLong(0, 0).putLong(8, size);
                    raw.send(WireCommand.DMA_WRITE.number(), 0, write);
                    RawClient.Answer command = FakeServer.expect(raw, WireCommand.REGION_WRITE);
                    raw.receive().requireSuccess();
                    FakeServer.reply(raw, command, RawClient.payload(16).putInt(12, size));
                });
                MappedFile memory = MemoryFd.create("reached", size);
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            client.mapDma(new DmaRegion(0, size, true, true, memory));
            assertThat(client.write(0, 0, large, 0, size)).isEqualTo(size);
        }
    }

    @Test
    void shouldCloseATwinSocketThatWasNotProposed() {
        try (UnixSocket.Pair pair = UnixSocket.pair();
                FakeServer server = FakeServer.playing(raw -> FakeServer.version(
                        raw,
                        "{\"capabilities\":{\"twin_socket\":{\"supported\":true,\"fd_index\":0}}}",
                        pair.second().descriptor().number()))) {
            assertFails(
                    () -> VfioUserClient.connect(
                            server.path(),
                            ClientOptions.builder()
                                    .timeoutMilliseconds(0)
                                    .twinSocket(false)
                                    .build()),
                    Errno.EPROTO,
                    "without having been proposed");
        }
    }

    @Test
    void shouldEndTheConnectionWhenTheTwinSocketTalksNonsense() {
        try (UnixSocket.Pair pair = UnixSocket.pair();
                RawClient twin = new RawClient(pair.first());
                FakeServer server = FakeServer.playing(raw -> {
                    FakeServer.version(
                            raw,
                            "{\"capabilities\":{\"twin_socket\":{\"supported\":true,\"fd_index\":0}}}",
                            pair.second().descriptor().number());
                    pair.second().descriptor().close();
                    FakeServer.expect(raw, WireCommand.DEVICE_RESET);
                    twin.sendBytes(
                            RawClient.message(1, WireCommand.DMA_READ.number(), Header.REPLY, RawClient.payload(0)));
                    assertThat(raw.ended()).isTrue();
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            assertFails(client::reset, Errno.EPROTO, "a reply on the socket for the server's commands");
        }
    }

    private static void close(VfioUserClient client) {
        client.close();
    }

    private static void assertFails(ThrowingCallable action, Errno errno, String detail) {
        assertThatThrownBy(action).isInstanceOfSatisfying(VfioException.class, failure -> {
            assertThat(failure).hasMessageContaining(detail);
            assertThat(failure.errno()).isEqualTo(errno);
        });
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 4", "2, 16"})
    void shouldAccessConfigurationSpaceByRegisterWhereTheServerIsOld(int minor, int largest) {
        try (FakeServer server = FakeServer.playing(peer -> {
                    FakeServer.reply(peer, peer.receive(), RawClient.versionPayload(0, minor, FakeServer.PLAIN));
                    for (int done = 0; done < 16; ) {
                        RawClient.Answer read = FakeServer.expect(peer, WireCommand.REGION_READ);
                        int count = read.payload().getInt(12);
                        assertThat(count).isLessThanOrEqualTo(largest);
                        ByteBuffer payload = ByteBuffer.allocate(16 + count).order(ByteOrder.nativeOrder());
                        payload.put(0, read.payload(), 0, 16);
                        payload.putInt(16, done);
                        FakeServer.reply(peer, read, payload);
                        done += count;
                    }
                });
                VfioUserClient client = VfioUserClient.connect(server.path(), PATIENT)) {
            byte[] bytes = new byte[16];

            assertThat(client.read(VfioPci.CONFIG_REGION, 0x40, MemorySegment.ofArray(bytes), 0, 16))
                    .isEqualTo(16);
            assertThat(bytes[4]).isEqualTo((byte) (largest == 4 ? 4 : 0));
        }
    }
}
