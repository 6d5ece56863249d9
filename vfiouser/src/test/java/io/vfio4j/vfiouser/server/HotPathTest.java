// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.linux.socket.DescriptorList;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.testing.Allocation;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What the server allocates for a region access: nothing. */
class HotPathTest {
    private static final int ACCESSES = 2_000;

    @Test
    void shouldReadAndWriteRegionsWithoutAllocating() {
        try (ServerFixture fixture = new ServerFixture();
                UnixSocket socket = UnixSocket.connect(fixture.path(), 0);
                Arena arena = Arena.ofConfined();
                DescriptorList none = new DescriptorList()) {
            MemorySegment buffer = arena.allocate(4096, 8);
            ping(socket, buffer, none, version(), 1);
            Thread server = serverThread(fixture);
            for (byte[] message : new byte[][] {read(), write()}) {
                assertThat(Allocation.least(server, () -> ping(socket, buffer, none, message, ACCESSES)))
                        .isZero();
            }
        }
    }

    private static byte[] version() {
        return RawClient.message(1, WireCommand.VERSION.number(), 0, RawClient.versionPayload(0, 2, RawClient.PLAIN));
    }

    private static byte[] read() {
        return RawClient.message(2, WireCommand.REGION_READ.number(), 0, RegionAccessTest.access(64, 0, 4));
    }

    private static byte[] write() {
        ByteBuffer payload = RegionAccessTest.access(64, 0, 4, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
        return RawClient.message(3, WireCommand.REGION_WRITE.number(), 0, payload);
    }

    private static void ping(UnixSocket socket, MemorySegment buffer, DescriptorList none, byte[] message, int times) {
        for (int i = 0; i < times; i++) {
            MemorySegment.copy(message, 0, buffer, ValueLayout.JAVA_BYTE, 0, message.length);
            socket.send(buffer, 0, message.length);
            assertThat(socket.receive(buffer, 0, 4096, none)).isPositive();
        }
    }

    private static Thread serverThread(ServerFixture fixture) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("vfio-user " + fixture.path()))
                .findFirst()
                .orElseThrow();
    }
}
