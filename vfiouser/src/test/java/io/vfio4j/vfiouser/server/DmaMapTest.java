// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.linux.file.MemoryFd;
import io.vfio4j.vfiouser.testing.Leaks;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.testing.TestDevice;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DMA_MAP and DMA_UNMAP. */
class DmaMapTest {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int ALL = 2;
    private static final long PAGE = 4096;
    private static final int EINVAL = Errno.EINVAL.number();

    private final ServerFixture fixture = new ServerFixture(
            ServerOptions.builder().maxMappedBytes(4 * PAGE).maxDmaMappings(3).build());
    private final RawClient client = fixture.connect();
    private final MappedFile memory = MemoryFd.create("dma map test", 4 * PAGE);

    @AfterEach
    void close() {
        client.close();
        fixture.close();
        memory.close();
    }

    static ByteBuffer mapping(int flags, long offset, long address, long size) {
        return RawClient.payload(32)
                .putInt(32)
                .putInt(flags)
                .putLong(offset)
                .putLong(address)
                .putLong(size);
    }

    static ByteBuffer unmapping(int flags, long address, long size) {
        return RawClient.payload(24).putInt(24).putInt(flags).putLong(address).putLong(size);
    }

    private Answer map(int flags, long offset, long address, long size) {
        return client.call(WireCommand.DMA_MAP, mapping(flags, offset, address, size), memory.descriptor());
    }

    private Answer unmap(int flags, long address, long size) {
        return client.call(WireCommand.DMA_UNMAP, unmapping(flags, address, size));
    }

    private byte deviceReads(long address) {
        byte[] one = new byte[1];
        fixture.device.dma.read(address, MemorySegment.ofArray(one), 0, 1);
        return one[0];
    }

    @Test
    void shouldLetTheDeviceReachMappedMemory() {
        memory.write(PAGE + 5, MemorySegment.ofArray(new byte[] {42}), 0, 1);

        Answer answer = map(READ | WRITE, PAGE, 0x10_0000, 2 * PAGE).requireSuccess();

        assertThat(answer.payload().capacity()).isZero();
        assertThat(deviceReads(0x10_0005)).isEqualTo((byte) 42);
        fixture.device.dma.write(0x10_1000, MemorySegment.ofArray(new byte[] {43}), 0, 1);
        byte[] seen = new byte[1];
        memory.read(2 * PAGE, MemorySegment.ofArray(seen), 0, 1);
        assertThat(seen[0]).isEqualTo((byte) 43);
    }

    @Test
    void shouldNotLetTheDeviceWriteWhatIsReadOnly() {
        map(READ, 0, 0, PAGE).requireSuccess();

        assertThatThrownBy(() -> fixture.device.dma.write(0, MemorySegment.ofArray(new byte[1]), 0, 1))
                .isInstanceOf(VfioException.class);
    }

    @Test
    void shouldRefuseAnOverlap() {
        map(READ, 0, PAGE, PAGE).requireSuccess();

        assertThat(map(READ, 0, 0, 2 * PAGE).errno()).isEqualTo(Errno.EEXIST.number());
        assertThat(Leaks.mappings("dma map test")).isEqualTo(2);
    }

    @Test
    void shouldRefuseBadMappings() {
        int before = Leaks.descriptors();

        assertThat(map(0, 0, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(map(READ | 8, 0, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(map(READ, 0, 0, 0).errno()).isEqualTo(EINVAL);
        assertThat(map(READ, 0, 1, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(map(READ, 0, 0, PAGE + 1).errno()).isEqualTo(EINVAL);
        assertThat(map(READ, 1, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(map(READ, -PAGE, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(map(READ, 4 * PAGE, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(map(READ, 0, -PAGE, 2 * PAGE).errno()).isEqualTo(EINVAL);
        assertThat(client.call(WireCommand.DMA_MAP, RawClient.payload(31)).errno())
                .isEqualTo(EINVAL);
        assertThat(client.call(WireCommand.DMA_MAP, mapping(READ, 0, 0, PAGE), memory.descriptor(), memory.descriptor())
                        .errno())
                .isEqualTo(EINVAL);
        assertThat(fixture.device.dma.regions()).isEmpty();
        assertThat(Leaks.descriptors()).isEqualTo(before);
        assertThat(Leaks.mappings("dma map test")).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatCannotBeMapped() {
        try (EventFd event = EventFd.create()) {
            assertThat(client.call(WireCommand.DMA_MAP, mapping(READ, 0, 0, PAGE), event.descriptor())
                            .errno())
                    .isEqualTo(Errno.ENODEV.number());
        }
    }

    @Test
    void shouldMapNoMoreThanTheLimits() {
        assertThat(map(READ, 0, 0, 4 * PAGE).errno()).isZero();
        assertThat(map(READ, 0, 1 << 20, PAGE).errno()).isEqualTo(Errno.ENOMEM.number());
        unmap(0, 0, 4 * PAGE).requireSuccess();
        map(READ, 0, 0, PAGE).requireSuccess();
        map(READ, 0, PAGE, PAGE).requireSuccess();
        map(READ, 0, 2 * PAGE, PAGE).requireSuccess();
        assertThat(map(READ, 0, 3 * PAGE, PAGE).errno()).isEqualTo(Errno.ENOSPC.number());
    }

    @Test
    void shouldUnmapWhatLiesInTheRange() {
        map(READ, 0, 0, PAGE).requireSuccess();
        map(READ, 0, 2 * PAGE, PAGE).requireSuccess();

        Answer answer = unmap(0, 0, 8 * PAGE).requireSuccess();

        assertThat(answer.payload()).isEqualTo(unmapping(0, 0, 8 * PAGE).clear());
        assertThat(fixture.device.dma.regions()).isEmpty();
        assertThat(Leaks.mappings("dma map test")).isEqualTo(1);
    }

    @Test
    void shouldUnmapNothingWithSuccessAsTheKernel() {
        unmap(0, 0, PAGE).requireSuccess();
        unmap(ALL, 0, 0).requireSuccess();
    }

    @Test
    void shouldNotCutAMappingInTwo() {
        map(READ, 0, 0, 2 * PAGE).requireSuccess();

        assertThat(unmap(0, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(unmap(0, PAGE, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(deviceReads(0)).isZero();
    }

    @Test
    void shouldUnmapEverything() {
        map(READ, 0, 0, PAGE).requireSuccess();
        map(READ, 0, 1L << 40, PAGE).requireSuccess();

        unmap(ALL, 0, 0).requireSuccess();

        assertThat(fixture.device.dma.regions()).isEmpty();
        assertThat(Leaks.mappings("dma map test")).isEqualTo(1);
    }

    @Test
    void shouldRefuseBadUnmappings() {
        assertThat(unmap(ALL, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(unmap(ALL, PAGE, 0).errno()).isEqualTo(EINVAL);
        assertThat(unmap(1, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(unmap(4, 0, PAGE).errno()).isEqualTo(EINVAL);
        assertThat(unmap(0, 0, 0).errno()).isEqualTo(EINVAL);
        assertThat(unmap(0, 0, -1).errno()).isEqualTo(EINVAL);
        assertThat(unmap(0, -PAGE, 2 * PAGE).errno()).isEqualTo(EINVAL);
        assertThat(client.call(WireCommand.DMA_UNMAP, RawClient.payload(23)).errno())
                .isEqualTo(EINVAL);
    }

    @Test
    void shouldSurviveMemoryThatItsClientTruncates() throws Exception {
        Path file = Files.createTempFile("vfio-user", "dma");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) PAGE));
            client.call(WireCommand.DMA_MAP, mapping(READ | WRITE, 0, 0, PAGE), Leaks.descriptorOf(file))
                    .requireSuccess();
            channel.truncate(0);
            fixture.device.onDoorbell.set(() -> deviceReads(0));

            assertThat(client.call(WireCommand.REGION_READ, RegionAccessTest.access(0, TestDevice.DOORBELL, 4))
                            .errno())
                    .isEqualTo(Errno.EFAULT.number());
            client.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
        } finally {
            Files.delete(file);
        }
    }
}
