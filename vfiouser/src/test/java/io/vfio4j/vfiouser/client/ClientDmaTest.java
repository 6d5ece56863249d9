// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.DmaMemory;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.SegmentMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.linux.file.MemoryFd;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.testing.OpenDescriptors;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.testing.TestDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's device reaching its client's memory. */
@ExtendWith(LeavesNoDescriptor.class)
class ClientDmaTest {
    private static final int SIZE = 3 << 20;

    private final MemorySegment buffer = Arena.ofShared().allocate(SIZE);

    private static SegmentMemory plain() {
        return new SegmentMemory(Arena.ofShared().allocate(SIZE));
    }

    @AfterEach
    void shouldLeaveNothing() {
        assertThat(OpenDescriptors.mappings("guest")).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("dma of "));
    }

    private void echo(ServerFixture server, long iova) {
        server.device.dma.read(iova, buffer, 0, SIZE / 2);
        server.device.dma.write(iova + SIZE / 2, buffer, 0, SIZE / 2);
    }

    private static void fill(MemorySegment memory) {
        for (int i = 0; i < SIZE / 2; i += 101) {
            memory.set(JAVA_BYTE, i, (byte) i);
        }
    }

    private static void assertEchoed(MemorySegment memory) {
        assertThat(memory.asSlice(SIZE / 2).mismatch(memory.asSlice(0, SIZE / 2)))
                .isEqualTo(-1);
        assertThat(memory.get(JAVA_BYTE, 101)).isEqualTo((byte) 101);
    }

    @Test
    void shouldLetTheServerMapSharedMemory() {
        try (ServerFixture server = new ServerFixture();
                MappedFile memory = MemoryFd.create("guest", SIZE);
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            client.mapDma(new DmaRegion(1L << 40, SIZE, true, true, memory));
            fill(memory.segment());
            echo(server, 1L << 40);
            assertEchoed(memory.segment());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAnswerADeviceThatReachesMemoryDuringACall(boolean twinSocket) {
        ClientOptions options = ClientOptions.builder()
                .twinSocket(twinSocket)
                .maxTransferBytes(1 << 16)
                .build();
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path(), options)) {
            SegmentMemory memory = plain();
            client.mapDma(new DmaRegion(0, SIZE, true, true, memory));
            fill(memory.segment());
            server.device.onDoorbell.set(() -> echo(server, 0));
            client.write(TestDevice.DOORBELL, 0, buffer, 0, 4);
            assertEchoed(memory.segment());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAnswerADeviceThatReachesMemoryBetweenCalls(boolean twinSocket) {
        ClientOptions options = ClientOptions.builder().twinSocket(twinSocket).build();
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path(), options)) {
            SegmentMemory memory = plain();
            client.mapDma(new DmaRegion(0, SIZE, true, true, memory));
            fill(memory.segment());
            echo(server, 0);
            assertEchoed(memory.segment());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAnswerADeviceThatReachesMemoryWhileCallsGoOn(boolean twinSocket) throws Exception {
        ClientOptions options = ClientOptions.builder()
                .twinSocket(twinSocket)
                .maxTransferBytes(4096)
                .build();
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path(), options)) {
            SegmentMemory memory = plain();
            client.mapDma(new DmaRegion(0, SIZE, true, true, memory));
            fill(memory.segment());
            CompletableFuture<Void> device = CompletableFuture.runAsync(() -> echo(server, 0));
            MemorySegment other = Arena.ofAuto().allocate(1 << 14);
            while (!device.isDone()) {
                client.read(0, 0, other, 0, 1 << 14);
                client.write(0, 0, other, 0, 1 << 14);
            }
            device.get();
            assertEchoed(memory.segment());
        }
    }

    @Test
    void shouldAnswerForMemoryThatFails() {
        DmaMemory broken = new DmaMemory() {
            @Override
            public long size() {
                return 4096;
            }

            @Override
            public void read(long offset, MemorySegment target, long at, long length) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void write(long offset, MemorySegment source, long at, long length) {
                throw new VfioException("memory", "write", Errno.EFAULT);
            }
        };
        try (ServerFixture server = new ServerFixture();
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            client.mapDma(new DmaRegion(0, 4096, true, true, broken));
            assertFails(() -> server.device.dma.read(0, buffer, 0, 8), Errno.EIO);
            assertFails(() -> server.device.dma.write(0, buffer, 0, 8), Errno.EFAULT);
            client.reset();
        }
    }

    @Test
    void shouldUnmapAsTheKernelDoes() {
        try (ServerFixture server = new ServerFixture();
                MappedFile memory = MemoryFd.create("guest", 4096);
                VfioUserClient client = VfioUserClient.connect(server.path())) {
            for (int i = 0; i < 6; i++) {
                client.mapDma(new DmaRegion(i * 0x2000L, 4096, true, true, memory));
            }
            client.mapDma(new DmaRegion(0x100000, 0x2000, true, false, plain()));
            assertFails(() -> client.mapDma(new DmaRegion(0x2000, 4096, true, true, memory)), Errno.EEXIST);
            assertFails(() -> client.unmapDma(0x100000, 0x1000), Errno.EINVAL);
            assertThat(DmaSpace.bytes(client.unmapDma(0x1000, 0x4000))).isEqualTo(0x2000);
            assertThat(server.device.dma.regions()).hasSize(5);
            assertThat(client.unmapDma(0x1000, 0x4000)).isEmpty();
            assertThat(DmaSpace.bytes(client.unmapAllDma())).isEqualTo(4 * 0x1000 + 0x2000);
            assertThat(server.device.dma.regions()).isEmpty();
        }
    }

    private static void assertFails(ThrowingCallable action, Errno errno) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        VfioException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(errno));
    }
}
