// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.testing.TestDevice;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DEVICE_GET_INFO, GET_REGION_INFO, GET_REGION_IO_FDS, GET_IRQ_INFO. */
class InfoTest {
    private final ServerFixture fixture = new ServerFixture();
    private final RawClient client = fixture.connect();

    @AfterEach
    void close() {
        client.close();
        fixture.close();
    }

    @Test
    void shouldTellOfTheDevice() {
        ByteBuffer payload = client.call(
                        WireCommand.DEVICE_GET_INFO, RawClient.payload(16).putInt(16))
                .requireSuccess()
                .payload();

        assertThat(payload)
                .isEqualTo(RawClient.payload(16)
                        .putInt(16)
                        .putInt(3)
                        .putInt(9)
                        .putInt(5)
                        .clear());
    }

    @Test
    void shouldRefuseAnArgszThatHoldsNoReply() {
        assertThat(client.call(
                                WireCommand.DEVICE_GET_INFO,
                                RawClient.payload(16).putInt(15))
                        .errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(client.call(
                                WireCommand.DEVICE_GET_INFO,
                                RawClient.payload(12).putInt(16))
                        .errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(client.call(WireCommand.DEVICE_GET_INFO, RawClient.payload(0))
                        .errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(region(0, 31).errno()).isEqualTo(Errno.EINVAL.number());
        assertThat(irq(0, 15).errno()).isEqualTo(Errno.EINVAL.number());
    }

    private Answer region(int index, int argsz) {
        return client.call(
                WireCommand.DEVICE_GET_REGION_INFO,
                RawClient.payload(32).putInt(argsz).putInt(0).putInt(index));
    }

    private Answer irq(int index, int argsz) {
        return client.call(
                WireCommand.DEVICE_GET_IRQ_INFO,
                RawClient.payload(16).putInt(argsz).putInt(0).putInt(index));
    }

    @Test
    void shouldTellOfARegion() {
        ByteBuffer payload = region(0, 32).requireSuccess().payload();

        assertThat(payload.capacity()).isEqualTo(32);
        assertThat(payload.getInt(0)).isEqualTo(32);
        assertThat(payload.getInt(4)).isEqualTo(RegionInfo.READ | RegionInfo.WRITE);
        assertThat(payload.getLong(16)).isEqualTo(TestDevice.BAR0_SIZE);
        assertThat(region(9, 32).errno()).isEqualTo(Errno.EINVAL.number());
        assertThat(region(-1, 32).errno()).isEqualTo(Errno.EINVAL.number());
    }

    @Test
    void shouldOnlyHintAtCapabilitiesWithoutRoomForThem() {
        Answer answer = region(1, 63).requireSuccess();

        assertThat(answer.payload().capacity()).isEqualTo(32);
        assertThat(answer.payload().getInt(0)).isEqualTo(64);
        assertThat(answer.payload().getInt(4)).isEqualTo(RegionInfo.READ | RegionInfo.WRITE | RegionInfo.MMAP);
        assertThat(answer.payload().getInt(12)).isZero();
        assertThat(answer.descriptors()).isEmpty();
    }

    @Test
    void shouldGiveTheDescriptorOfAMappableRegion() {
        Answer answer = region(1, 64).requireSuccess();

        assertThat(answer.payload().capacity()).isEqualTo(64);
        assertThat(answer.payload().getInt(4) & RegionInfo.CAPS).isNotZero();
        assertThat(answer.payload().getInt(12)).isEqualTo(32);
        assertThat(answer.payload().getLong(24)).isZero();
        assertThat(answer.payload().getLong(48)).isEqualTo(4096);
        assertThat(answer.descriptors()).hasSize(1);
        try (MappedFile mapped = MappedFile.map(answer.descriptors().getFirst(), 4096, 4096, true, true)) {
            mapped.write(0, MemorySegment.ofArray(new byte[] {42}), 0, 1);
        }
        assertThat(client.call(WireCommand.REGION_READ, RegionAccessTest.access(4096, 1, 1))
                        .payload()
                        .get(16))
                .isEqualTo((byte) 42);
    }

    @Test
    void shouldNotOfferAMappingToAClientThatTakesNoDescriptors() {
        client.close();
        try (RawClient poor = new RawClient(fixture.path())) {
            poor.version(0, 2, "{\"capabilities\":{\"max_msg_fds\":0}}").requireSuccess();

            Answer answer = poor.call(
                            WireCommand.DEVICE_GET_REGION_INFO,
                            RawClient.payload(32).putInt(64).putInt(0).putInt(1))
                    .requireSuccess();

            assertThat(answer.payload().capacity()).isEqualTo(32);
            assertThat(answer.payload().getInt(4)).isEqualTo(RegionInfo.READ | RegionInfo.WRITE);
            assertThat(answer.descriptors()).isEmpty();
        }
    }

    @Test
    void shouldTellOfAnIrq() {
        assertThat(irq(2, 16).requireSuccess().payload().getInt(12)).isEqualTo(8);
        assertThat(irq(5, 16).errno()).isEqualTo(Errno.EINVAL.number());
        assertThat(irq(-1, 16).errno()).isEqualTo(Errno.EINVAL.number());
    }

    @Test
    void shouldHaveNoIoDescriptors() {
        ByteBuffer ask = RawClient.payload(16).putInt(16).putInt(0).putInt(2);

        assertThat(client.call(WireCommand.DEVICE_GET_REGION_IO_FDS, ask)
                        .requireSuccess()
                        .payload())
                .isEqualTo(ask.clear());
        ask.putInt(12, 1);
        assertThat(client.call(WireCommand.DEVICE_GET_REGION_IO_FDS, ask).errno())
                .isEqualTo(Errno.EINVAL.number());
        ask.putInt(12, 0).putInt(8, 9);
        assertThat(client.call(WireCommand.DEVICE_GET_REGION_IO_FDS, ask).errno())
                .isEqualTo(Errno.EINVAL.number());
    }
}
