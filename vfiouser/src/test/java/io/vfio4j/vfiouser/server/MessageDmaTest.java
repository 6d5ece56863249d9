// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.testing.TestDevice;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DMA_READ and DMA_WRITE, in the role of clients of different makes. */
class MessageDmaTest {
    private static final long ADDRESS = 0x10_0000;
    private static final long PAGE = 4096;
    private static final String SMALL = "{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":16}}";
    private static final String QEMU = "{\"capabilities\": {\"max_msg_fds\": 16, \"write_multiple\": true, "
            + "\"max_data_xfer_size\": 1048576, \"migration\": {\"max_bitmap_size\": 268435456, \"pgsize\": 4096}, "
            + "\"max_dma_maps\": 65535, \"pgsizes\": 4096}}";
    private static final String TWIN = "{\"capabilities\":{\"max_msg_fds\":8,\"twin_socket\":{\"supported\":true}}}";

    private final ServerFixture fixture = new ServerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private RawClient client(String json) {
        RawClient client = new RawClient(fixture.path());
        client.version(0, 2, json).requireSuccess();
        map(client);
        return client;
    }

    private static void map(RawClient client) {
        client.call(WireCommand.DMA_MAP, DmaMapTest.mapping(3, 0, ADDRESS, PAGE))
                .requireSuccess();
    }

    private void deviceReadsOnDoorbell(int length) {
        fixture.device.onDoorbell.set(() -> fixture.device.dma.read(ADDRESS + 8, fixture.device.bar0(), 0, length));
    }

    private void deviceWritesOnDoorbell(int length) {
        fixture.device.onDoorbell.set(() -> fixture.device.dma.write(ADDRESS + 8, fixture.device.bar0(), 0, length));
    }

    private static int ring(RawClient client) {
        return client.send(
                WireCommand.REGION_WRITE.number(), 0, RegionAccessTest.access(100, TestDevice.DOORBELL, 1, (byte) 9));
    }

    private static Answer command(RawClient client, WireCommand expected) {
        Answer command = client.receive();
        assertThat(WireCommand.of(command.command())).isEqualTo(expected);
        assertThat(command.flags()).isEqualTo(Header.COMMAND);
        return command;
    }

    private static void reply(RawClient client, Answer command, ByteBuffer payload) {
        client.sendBytes(RawClient.message(command.id(), command.command(), Header.REPLY, payload));
    }

    private static ByteBuffer data(Answer command, byte... data) {
        return RawClient.payload(16 + data.length)
                .putLong(command.payload().getLong(0))
                .putLong(data.length)
                .put(data);
    }

    @Test
    void shouldEndWhenItIsClosedThoughTheDeviceWaitsForAThreadThatWaitsForTheClient() {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        fixture.device.onDoorbell.set(() -> {
            Thread worker = Thread.ofPlatform().start(() -> {
                try {
                    fixture.device.dma.read(ADDRESS + 8, fixture.device.bar0(), 0, 3);
                    outcome.complete(null);
                } catch (VfioException failure) {
                    outcome.completeExceptionally(failure);
                }
            });
            joined(worker);
        });
        try (RawClient client = client(RawClient.PLAIN)) {
            ring(client);
            command(client, WireCommand.DMA_READ);

            fixture.server.close();

            assertThat(outcome).isCompletedExceptionally();
        }
    }

    private static void joined(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldReadInTheMiddleOfACommand() {
        deviceReadsOnDoorbell(3);
        try (RawClient client = client(RawClient.PLAIN)) {
            int write = ring(client);
            Answer read = command(client, WireCommand.DMA_READ);
            assertThat(read.payload())
                    .isEqualTo(RawClient.payload(16)
                            .putLong(ADDRESS + 8)
                            .putLong(3)
                            .clear());
            reply(client, read, data(read, (byte) 1, (byte) 2, (byte) 3));

            assertThat(client.receive().requireSuccess().id()).isEqualTo(write);
            assertThat(fixture.device.bar0(2)).isEqualTo((byte) 3);
            assertThat(fixture.device.bar0(100)).isEqualTo((byte) 9);
        }
    }

    @Test
    void shouldTransferInPiecesThatTheClientTakes() {
        deviceWritesOnDoorbell(40);
        fixture.device.bar0(39, (byte) 77);
        try (RawClient client = client(SMALL)) {
            ring(client);
            for (int size : new int[] {16, 16, 8}) {
                Answer write = command(client, WireCommand.DMA_WRITE);
                assertThat(write.payload().getLong(8)).isEqualTo(size);
                assertThat(write.payload().capacity()).isEqualTo(16 + size);
                assertThat(write.payload().get(16 + size - 1)).isEqualTo((byte) (size == 8 ? 77 : 0));
                reply(
                        client,
                        write,
                        RawClient.payload(12)
                                .putLong(write.payload().getLong(0))
                                .putInt(size));
            }
            client.receive().requireSuccess();
        }
    }

    @Test
    void shouldCarryOutLaterWhatIsPipelinedBeforeTheReply() {
        deviceReadsOnDoorbell(1);
        try (RawClient client = client(RawClient.PLAIN)) {
            int write = ring(client);
            int reset = client.send(WireCommand.DEVICE_RESET.number(), 0, RawClient.payload(0));
            Answer read = command(client, WireCommand.DMA_READ);
            int region = client.send(WireCommand.REGION_READ.number(), 0, RegionAccessTest.access(0, 0, 1));
            reply(client, read, data(read, (byte) 55));

            assertThat(client.receive().requireSuccess().id()).isEqualTo(write);
            assertThat(client.receive().requireSuccess().id()).isEqualTo(reset);
            Answer last = client.receive().requireSuccess();
            assertThat(last.id()).isEqualTo(region);
            assertThat(last.payload().get(16)).isEqualTo((byte) 55);
            assertThat(fixture.device.bar0(100)).isEqualTo((byte) 9);
        }
    }

    @Test
    void shouldTellTheDeviceWhatTheClientRefuses() {
        deviceReadsOnDoorbell(1);
        try (RawClient client = client(RawClient.PLAIN)) {
            ring(client);
            Answer read = command(client, WireCommand.DMA_READ);
            ByteBuffer error = RawClient.payload(0);
            byte[] message = RawClient.message(read.id(), read.command(), Header.REPLY | Header.ERROR, error);
            ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(12, Errno.EPERM.number());
            client.sendBytes(message);

            assertThat(client.receive().errno()).isEqualTo(Errno.EPERM.number());
        }
    }

    @Test
    void shouldGiveAShortReplyToTheDeviceAsEfault() {
        deviceReadsOnDoorbell(2);
        try (RawClient client = client(RawClient.PLAIN)) {
            ring(client);
            Answer read = command(client, WireCommand.DMA_READ);
            reply(client, read, data(read, (byte) 1));

            assertThat(client.receive().errno()).isEqualTo(Errno.EFAULT.number());
            client.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
        }
    }

    @Test
    void shouldEndAConnectionWithAReplyToNothing() {
        try (RawClient client = client(RawClient.PLAIN)) {
            client.send(WireCommand.DMA_READ.number(), Header.REPLY, RawClient.payload(16));

            assertThat(client.ended()).isTrue();
        }
        fixture.settle();
    }

    @Test
    void shouldLeaveNobodyWaitingForAClientThatHasGone() {
        CompletableFuture<Errno> outcome = new CompletableFuture<>();
        fixture.device.onDoorbell.set(() -> {
            try {
                fixture.device.dma.read(ADDRESS, fixture.device.bar0(), 0, 1);
            } catch (VfioException failed) {
                outcome.complete(failed.errno());
                throw failed;
            }
        });
        try (RawClient client = client(RawClient.PLAIN)) {
            ring(client);
            command(client, WireCommand.DMA_READ);
        }
        assertThat(outcome.join()).isEqualTo(Errno.EFAULT);
        fixture.settle();
    }

    @Test
    void shouldServeAnotherThreadOfTheDeviceMeanwhile() throws Exception {
        try (RawClient client = client(RawClient.PLAIN)) {
            CountDownLatch done = new CountDownLatch(1);
            Thread engine = Thread.ofPlatform().start(() -> {
                fixture.device.dma.read(ADDRESS, fixture.device.bar0(), 0, 1);
                done.countDown();
            });
            Answer read = command(client, WireCommand.DMA_READ);
            client.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
            assertThat(done.getCount()).isEqualTo(1);
            reply(client, read, data(read, (byte) 66));
            engine.join();

            assertThat(done.getCount()).isZero();
            assertThat(fixture.device.bar0(0)).isEqualTo((byte) 66);
        }
    }

    @Test
    void shouldWakeAnotherThreadWhenTheClientGoes() throws Exception {
        CompletableFuture<Errno> outcome = new CompletableFuture<>();
        try (RawClient client = client(RawClient.PLAIN)) {
            Thread.ofPlatform().start(() -> {
                try {
                    fixture.device.dma.read(ADDRESS, fixture.device.bar0(), 0, 1);
                } catch (VfioException failed) {
                    outcome.complete(failed.errno());
                }
            });
            command(client, WireCommand.DMA_READ);
        }
        assertThat(outcome.get()).isEqualTo(Errno.EFAULT);
    }

    @Test
    void shouldSpeakTheLayoutOfQemuToQemu() {
        deviceReadsOnDoorbell(6);
        try (RawClient client = client(QEMU)) {
            ring(client);
            answerProbeAsQemu(client);
            Answer read = command(client, WireCommand.DMA_READ);
            assertThat(read.payload().getInt(8)).isEqualTo(6);
            reply(
                    client,
                    read,
                    RawClient.payload(22)
                            .putLong(read.payload().getLong(0))
                            .putInt(6)
                            .put(new byte[] {1, 2, 3, 4, 5, 6}));
            client.receive().requireSuccess();
            assertThat(fixture.device.bar0(0)).isEqualTo((byte) 1);
            assertThat(fixture.device.bar0(5)).isEqualTo((byte) 6);

            deviceWritesOnDoorbell(2);
            ring(client);
            Answer write = command(client, WireCommand.DMA_WRITE);
            assertThat(write.payload().capacity()).isEqualTo(16 + 2);
            assertThat(write.payload().getInt(8)).isEqualTo(2);
            assertThat(write.payload().get(12)).isEqualTo((byte) 1);
            assertThat(write.payload().get(13)).isEqualTo((byte) 2);
            reply(client, write, RawClient.payload(0));
            client.receive().requireSuccess();
        }
    }

    private static void answerProbeAsQemu(RawClient client) {
        Answer probe = command(client, WireCommand.DMA_WRITE);
        assertThat(probe.payload())
                .isEqualTo(RawClient.payload(16).putLong(ADDRESS + 8).clear());
        reply(client, probe, RawClient.payload(0));
    }

    @Test
    void shouldSpeakTheSpecificationToAQemuThatDoes() {
        deviceReadsOnDoorbell(1);
        try (RawClient client = client(QEMU)) {
            ring(client);
            Answer probe = command(client, WireCommand.DMA_WRITE);
            reply(client, probe, RawClient.payload(12).putLong(probe.payload().getLong(0)));
            Answer read = command(client, WireCommand.DMA_READ);
            reply(client, read, data(read, (byte) 99));
            client.receive().requireSuccess();

            assertThat(fixture.device.bar0(0)).isEqualTo((byte) 99);
        }
    }

    @Test
    void shouldUseTheTwinSocket() {
        deviceReadsOnDoorbell(1);
        try (RawClient client = new RawClient(fixture.path());
                RawClient twin = new RawClient(UnixSocket.of(client.version(0, 2, TWIN)
                        .requireSuccess()
                        .descriptors()
                        .getFirst()))) {
            map(client);
            int write = ring(client);
            Answer read = command(twin, WireCommand.DMA_READ);
            reply(twin, read, data(read, (byte) 44));

            assertThat(client.receive().requireSuccess().id()).isEqualTo(write);
            assertThat(fixture.device.bar0(0)).isEqualTo((byte) 44);
        }
    }

    @Test
    void shouldCloseAServerWhoseDeviceWaitsForItsClient() {
        for (String json : new String[] {RawClient.PLAIN, TWIN}) {
            try (ServerFixture stuck = new ServerFixture();
                    RawClient client = new RawClient(stuck.path())) {
                Answer version = client.version(0, 2, json).requireSuccess();
                map(client);
                CountDownLatch entered = new CountDownLatch(1);
                stuck.device.onDoorbell.set(() -> {
                    entered.countDown();
                    stuck.device.dma.read(ADDRESS, stuck.device.bar0(), 0, 1);
                });
                ring(client);
                await(entered);

                stuck.server.close();

                assertThat(stuck.path()).doesNotExist();
                version.descriptors().forEach(FileDescriptor::close);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
