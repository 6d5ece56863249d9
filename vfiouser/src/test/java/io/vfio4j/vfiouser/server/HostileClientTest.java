// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.VfioException;
import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.linux.file.MemoryFd;
import io.vfio4j.vfiouser.testing.Leaks;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that mix good and bad messages, cut them anywhere and vanish: nothing of them is left, and the next is
 * served.
 */
class HostileClientTest {
    private static final int CLIENTS = 60;
    private static final int MESSAGES = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSurviveAndKeepNothing(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        long threads = Leaks.servers();
        int before = Leaks.descriptors();
        try (MappedFile memory = MemoryFd.create("hostile client", 64 << 10);
                EventFd event = EventFd.create()) {
            try (ServerFixture fixture = new ServerFixture()) {
                int idle = fixture.descriptors();
                for (int client = 0; client < CLIENTS; client++) {
                    attack(fixture, random, memory.descriptor(), event.descriptor());
                }
                assertThat(fixture.descriptors()).isEqualTo(idle);
                assertThat(fixture.device.dma.regions()).isEmpty();
                assertThat(fixture.device.events).isEmpty();
            }
            assertThat(Leaks.mappings("hostile client")).isEqualTo(1);
        }
        assertThat(Leaks.descriptors()).isEqualTo(before);
        assertThat(Leaks.servers()).isEqualTo(threads);
    }

    /** A server that idles collects no garbage, so that memory must not wait for it. */
    @Test
    void shouldGiveBackTheBuffersOfTwinSockets() throws IOException {
        byte[] json = "{\"capabilities\":{\"twin_socket\":{\"supported\":true}}}\0".getBytes(StandardCharsets.US_ASCII);
        int size = Header.SIZE + 4 + json.length;
        ByteBuffer version = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        version.putShort(2, (short) WireCommand.VERSION.number())
                .putInt(4, size)
                .put(Header.SIZE + 4, json);
        ByteBuffer reply = ByteBuffer.allocate(4096);
        try (ServerFixture fixture = new ServerFixture()) {
            long before = Leaks.resident();
            for (int client = 0; client < 200; client++) {
                // Not a RawClient, whose own buffer would be counted.
                try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(fixture.path()))) {
                    socket.write(version.rewind());
                    assertThat(socket.read(reply.clear())).isPositive();
                    assertThat(new String(reply.array(), StandardCharsets.US_ASCII))
                            .contains("twin_socket");
                }
            }
            assertThat(Leaks.resident() - before).isLessThan(100L << 20);
        }
    }

    private static void attack(ServerFixture fixture, RandomGenerator random, int memory, int event) {
        try (RawClient client = random.nextInt(8) == 0 ? new RawClient(fixture.path()) : fixture.connect()) {
            // Half of the attackers read nothing of what they are answered, until they vanish.
            boolean reading = random.nextBoolean();
            for (int i = random.nextInt(MESSAGES); i >= 0; i--) {
                byte[] message = message(random);
                boolean whole = random.nextInt(50) > 0 && damage(random, message);
                send(client, random, message, whole, descriptors(random, message, memory, event));
                reading &= whole;
                if (reading && random.nextInt(4) == 0) {
                    drain(client);
                }
            }
        } catch (VfioException | AssertionError ended) {
            // The server is right to throw such a client out.
        }
    }

    private static byte[] message(RandomGenerator random) {
        int command = random.nextInt(16) == 0 ? random.nextInt(65536) : random.nextInt(20);
        int flags = random.nextInt(3) == 0 ? Header.NO_REPLY : 0;
        if (random.nextInt(200) == 0) {
            flags = random.nextInt();
        }
        return RawClient.message(random.nextInt(65536), command, flags, payload(random, command));
    }

    /** Gives one message in a hundred a wrong size; returns whether it was left as it is. */
    private static boolean damage(RandomGenerator random, byte[] message) {
        if (random.nextInt(100) > 0) {
            return true;
        }
        ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(4, random.nextInt(1 << 21));
        return false;
    }

    /** Reads all answers so far. */
    private static void drain(RawClient client) {
        int id = client.send(WireCommand.DEVICE_RESET.number(), 0, RawClient.payload(0));
        RawClient.Answer answer;
        do {
            answer = client.receive();
            answer.descriptors().forEach(FileDescriptor::close);
        } while (answer.id() != id || answer.command() != WireCommand.DEVICE_RESET.number());
    }

    private static ByteBuffer payload(RandomGenerator random, int command) {
        WireCommand known = WireCommand.of(command);
        if (known == null || random.nextInt(8) == 0) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            return ByteBuffer.wrap(noise);
        }
        return switch (known) {
            case DMA_MAP ->
                DmaMapTest.mapping(random.nextInt(5), 0, random.nextLong(8) << 12, random.nextLong(5) << 12);
            case DMA_UNMAP ->
                DmaMapTest.unmapping(random.nextInt(3), random.nextLong(8) << 12, random.nextLong(9) << 12);
            case DEVICE_SET_IRQS ->
                SetIrqsTest.set(
                        1 << random.nextInt(3) | 8 << random.nextInt(3),
                        random.nextInt(6),
                        random.nextInt(9),
                        random.nextInt(9),
                        new byte[random.nextInt(9)]);
            case REGION_READ, REGION_WRITE ->
                RegionAccessTest.access(
                        random.nextLong(1 << 17),
                        random.nextInt(10),
                        random.nextInt(300),
                        new byte[random.nextInt(300)]);
            case DEVICE_FEATURE ->
                RawClient.payload(16).putInt(random.nextInt(20)).putInt(11 | random.nextInt(16) << 16);
            case DEVICE_GET_REGION_INFO ->
                RawClient.payload(32).putInt(64).putInt(0).putInt(random.nextInt(10));
            case REGION_WRITE_MULTI -> RawClient.payload(8 + 24).putLong(random.nextLong(3));
            default -> RawClient.payload(random.nextInt(40)).clear();
        };
    }

    private static int[] descriptors(RandomGenerator random, byte[] message, int memory, int event) {
        int command = message[2] & 0xff;
        int most = random.nextInt(30) == 0 ? 40 : command == WireCommand.DEVICE_SET_IRQS.number() ? 9 : 2;
        boolean wanted = command == WireCommand.DMA_MAP.number() || command == WireCommand.DEVICE_SET_IRQS.number();
        int[] descriptors = new int[wanted || random.nextInt(20) == 0 ? random.nextInt(most) : 0];
        Arrays.fill(descriptors, command == WireCommand.DMA_MAP.number() ? memory : event);
        return descriptors;
    }

    private static void send(
            RawClient client, RandomGenerator random, byte[] message, boolean whole, int[] descriptors) {
        int cut = random.nextBoolean() ? 0 : random.nextInt(message.length);
        if (cut > 0) {
            client.sendBytes(Arrays.copyOf(message, cut), random.nextBoolean() ? descriptors : new int[0]);
        }
        if (whole || cut == 0) {
            client.sendBytes(Arrays.copyOfRange(message, cut, message.length), descriptors);
        }
    }
}
