// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.linux.EventFd;
import io.vfio4j.vfiouser.testing.Leaks;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DEVICE_RESET, and what a server does not do. */
class OtherCommandsTest {
    private final ServerFixture fixture = new ServerFixture();
    private final RawClient client = fixture.connect();

    @AfterEach
    void close() {
        client.close();
        fixture.close();
    }

    @Test
    void shouldReset() {
        Answer answer =
                client.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();

        assertThat(answer.payload().capacity()).isZero();
        assertThat(fixture.device.resets.get()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"MIG_DATA_READ", "MIG_DATA_WRITE"})
    void shouldNotMigrate(WireCommand command) {
        assertThat(client.call(command, RawClient.payload(8).putInt(64).putInt(56))
                        .errno())
                .isEqualTo(Errno.EOPNOTSUPP.number());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 12, 14, 19, 65535})
    void shouldRefuseWhatIsNotForAServerAndGoOn(int command) {
        int id = client.send(command, 0, RawClient.payload(1000));
        Answer answer = client.receive();

        assertThat(answer.id()).isEqualTo(id);
        assertThat(answer.command()).isEqualTo(command);
        assertThat(answer.flags()).isEqualTo(Header.REPLY | Header.ERROR);
        assertThat(answer.errno()).isEqualTo(Errno.ENOSYS.number());
        assertThat(answer.payload().capacity()).isZero();
        client.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
    }

    @Test
    void shouldRefuseDescriptorsWithACommandThatTakesNone() {
        try (EventFd event = EventFd.create()) {
            int before = Leaks.descriptors();

            assertThat(client.call(WireCommand.DEVICE_RESET, RawClient.payload(0), event.descriptor())
                            .errno())
                    .isEqualTo(Errno.EINVAL.number());
            assertThat(Leaks.descriptors()).isEqualTo(before);
            assertThat(fixture.device.resets.get()).isZero();
        }
    }
}
