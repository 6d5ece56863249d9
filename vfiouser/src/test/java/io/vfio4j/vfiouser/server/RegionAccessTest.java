// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.testing.TestDevice;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** REGION_READ, REGION_WRITE, REGION_WRITE_MULTI. */
class RegionAccessTest {
    private final ServerFixture fixture = new ServerFixture(
            ServerOptions.builder().maxTransferBytes(TestDevice.BAR0_SIZE).build());
    private final RawClient client = fixture.connect();

    @AfterEach
    void close() {
        client.close();
        fixture.close();
    }

    static ByteBuffer access(long offset, int region, int count, byte... data) {
        return RawClient.payload(16 + data.length)
                .putLong(offset)
                .putInt(region)
                .putInt(count)
                .put(data);
    }

    @Test
    void shouldRead() {
        fixture.device.bar0(100, (byte) 0x5a);

        Answer answer = client.call(WireCommand.REGION_READ, access(99, 0, 4)).requireSuccess();

        ByteBuffer expected = access(99, 0, 4, (byte) 0, (byte) 0x5a, (byte) 0, (byte) 0);
        assertThat(answer.payload()).isEqualTo(expected.clear());
    }

    @Test
    void shouldSayHowMuchItReadAtTheEndOfARegion() {
        Answer answer = client.call(WireCommand.REGION_READ, access(TestDevice.BAR0_SIZE - 2, 0, 8))
                .requireSuccess();

        assertThat(answer.payload().getInt(12)).isEqualTo(2);
        assertThat(answer.payload().capacity()).isEqualTo(18);
    }

    @Test
    void shouldReadAsMuchAsAgreedAndNoMore() {
        int most = TestDevice.BAR0_SIZE;

        assertThat(client.call(WireCommand.REGION_READ, access(0, 0, most))
                        .requireSuccess()
                        .payload()
                        .capacity())
                .isEqualTo(16 + most);
        assertThat(client.call(WireCommand.REGION_READ, access(0, 0, most + 1)).errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(client.call(WireCommand.REGION_READ, access(0, 0, -1)).errno())
                .isEqualTo(Errno.EINVAL.number());
    }

    @Test
    void shouldReadNothingWhenNothingIsAskedFor() {
        assertThat(client.call(WireCommand.REGION_READ, access(0, 0, 0))
                        .requireSuccess()
                        .payload()
                        .capacity())
                .isEqualTo(16);
    }

    @Test
    void shouldRefuseBadRegionsAndOffsets() {
        assertThat(client.call(WireCommand.REGION_READ, access(0, 9, 4)).errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(client.call(WireCommand.REGION_READ, access(0, -1, 4)).errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(client.call(WireCommand.REGION_READ, access(-8, 0, 4)).errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(client.call(WireCommand.REGION_READ, RawClient.payload(15)).errno())
                .isEqualTo(Errno.EINVAL.number());
    }

    @Test
    void shouldWrite() {
        Answer answer = client.call(WireCommand.REGION_WRITE, access(10, 0, 2, (byte) 1, (byte) 2))
                .requireSuccess();

        assertThat(answer.payload()).isEqualTo(access(10, 0, 2).clear());
        assertThat(fixture.device.bar0(10)).isEqualTo((byte) 1);
        assertThat(fixture.device.bar0(11)).isEqualTo((byte) 2);
    }

    @Test
    void shouldRefuseToWriteMoreThanTheMessageHas() {
        assertThat(client.call(WireCommand.REGION_WRITE, access(10, 0, 3, (byte) 1, (byte) 2))
                        .errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(fixture.device.bar0(10)).isZero();
    }

    @Test
    void shouldNotAnswerAPostedWriteEvenWhenItFails() {
        client.send(10, Header.NO_REPLY, access(10, 0, 1, (byte) 1));
        client.send(10, Header.NO_REPLY, access(10, 99, 1, (byte) 1));

        Answer answer = client.call(WireCommand.REGION_READ, access(10, 0, 1)).requireSuccess();

        assertThat(answer.payload().get(16)).isEqualTo((byte) 1);
    }

    private static ByteBuffer write(ByteBuffer payload, long offset, int region, int count, long data) {
        return payload.putLong(offset).putInt(region).putInt(count).putLong(data);
    }

    @Test
    void shouldCarryOutSeveralWritesInOrder() {
        ByteBuffer payload = RawClient.payload(8 + 3 * 24).putLong(3);
        write(payload, 0, 0, 8, -1);
        write(payload, 2, 0, 2, 0);
        write(payload, 4, 0, 1, 7);

        Answer answer = client.call(WireCommand.REGION_WRITE_MULTI, payload).requireSuccess();

        assertThat(answer.payload().capacity()).isEqualTo(8);
        assertThat(answer.payload().getLong(0)).isEqualTo(3);
        assertThat(fixture.device.bar0(1)).isEqualTo((byte) -1);
        assertThat(fixture.device.bar0(2)).isZero();
        assertThat(fixture.device.bar0(4)).isEqualTo((byte) 7);
        assertThat(fixture.device.bar0(5)).isEqualTo((byte) -1);
    }

    @Test
    void shouldRefuseMoreWritesThanTheMessageHas() {
        for (long count : new long[] {2, -1, 1L << 61, Long.MIN_VALUE}) {
            ByteBuffer payload = write(RawClient.payload(8 + 24).putLong(count), 0, 0, 8, -1);
            assertThat(client.call(WireCommand.REGION_WRITE_MULTI, payload).errno())
                    .isEqualTo(Errno.EINVAL.number());
        }
        assertThat(client.call(WireCommand.REGION_WRITE_MULTI, RawClient.payload(7))
                        .errno())
                .isEqualTo(Errno.EINVAL.number());
        assertThat(fixture.device.bar0(0)).isZero();
    }

    @Test
    void shouldRefuseAWriteOfMoreThanItsEightBytes() {
        ByteBuffer payload = write(RawClient.payload(8 + 24).putLong(1), 0, 0, 9, -1);

        assertThat(client.call(WireCommand.REGION_WRITE_MULTI, payload).errno()).isEqualTo(Errno.EINVAL.number());
    }

    @Test
    void shouldAnswerEioWhenTheDeviceFailsUnexpectedlyAndGoOn() {
        fixture.device.onDoorbell.set(() -> {
            throw new StackOverflowError("on purpose");
        });
        assertThat(client.call(WireCommand.REGION_READ, access(0, TestDevice.DOORBELL, 4))
                        .errno())
                .isEqualTo(Errno.EIO.number());
        fixture.device.onDoorbell.set(() -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(client.call(WireCommand.REGION_WRITE, access(0, TestDevice.DOORBELL, 1, (byte) 0))
                        .errno())
                .isEqualTo(Errno.EIO.number());

        client.call(WireCommand.REGION_READ, access(0, 0, 4)).requireSuccess();
    }

    @Test
    void shouldAnswerWithTheErrnoOfTheDevice() {
        fixture.device.onDoorbell.set(() -> {
            throw new VfioException("test device", "read", Errno.ENXIO);
        });
        assertThat(client.call(WireCommand.REGION_READ, access(0, TestDevice.DOORBELL, 4))
                        .errno())
                .isEqualTo(Errno.ENXIO.number());
        fixture.device.onDoorbell.set(() -> {
            throw new VfioException("test device", "read", Errno.UNKNOWN);
        });
        assertThat(client.call(WireCommand.REGION_READ, access(0, TestDevice.DOORBELL, 4))
                        .errno())
                .isEqualTo(Errno.EIO.number());
    }
}
