// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    /** What QEMU 11 sends: its QDict puts the keys in an order of its own. */
    private static final String QEMU = "{\"capabilities\": {\"max_msg_fds\": 16, \"write_multiple\": true, "
            + "\"max_data_xfer_size\": 1048576, \"migration\": {\"max_bitmap_size\": 268435456, \"pgsize\": 4096}, "
            + "\"max_dma_maps\": 65535, \"pgsizes\": 4096}}";

    private final ServerFixture fixture = new ServerFixture();
    private final RawClient client = new RawClient(fixture.path());

    @AfterEach
    void close() {
        client.close();
        fixture.close();
    }

    @Test
    void shouldAnswerQemuWithinTheSizeOfItsMessage() {
        Answer answer = client.version(0, 0, QEMU).requireSuccess();

        assertThat(answer.payload().getShort(0)).isZero();
        assertThat(answer.payload().getShort(2)).isZero();
        assertThat(answer.payload().capacity()).isLessThanOrEqualTo(4 + QEMU.length() + 1);
        assertThat(answer.text())
                .isEqualTo("{\"capabilities\":{\"max_msg_fds\":16,\"max_data_xfer_size\":1048576,"
                        + "\"max_dma_maps\":65535,\"pgsizes\":4096,\"write_multiple\":true}}\0");
    }

    @Test
    void shouldAnswerWithTheSmallerMinor() {
        assertThat(client.version(0, 9, "{}").requireSuccess().payload().getShort(2))
                .isEqualTo((short) 2);
    }

    @Test
    void shouldTakeAMessageWithoutData() {
        Answer answer = client.call(WireCommand.VERSION, RawClient.payload(4)).requireSuccess();

        assertThat(answer.payload().capacity()).isEqualTo(4);
    }

    @Test
    void shouldSayInWhichFormPasidIsReportedWhenAsked() {
        Answer answer = client.version(
                        0, 2, "{\"capabilities\":{\"pasid\":{\"formats\":[\"translated\",\"masked\",\"raw\"]}}}")
                .requireSuccess();

        assertThat(answer.text())
                .contains("\"pasid\":{\"format\":\"translated\",\"feature_index\":11,\"function\":\"physical\"}");
    }

    @Test
    void shouldSayNothingOfPasidUnasked() {
        assertThat(client.version(0, 2, RawClient.PLAIN).requireSuccess().text())
                .doesNotContain("pasid");
    }

    @Test
    void shouldSayNothingOfAFormThatTheClientDoesNotKnow() {
        fixture.device.pasid = Optional.of(new PasidFeature(12, PasidFormat.TRANSLATED));

        assertThat(client.version(0, 2, "{\"capabilities\":{\"pasid\":{\"formats\":[\"raw\"]}}}")
                        .requireSuccess()
                        .text())
                .doesNotContain("pasid");
    }

    @Test
    void shouldSayNothingOfPasidThatTheDeviceDoesNotReport() {
        fixture.device.pasid = Optional.empty();

        assertThat(client.version(0, 2, "{\"capabilities\":{\"pasid\":{\"formats\":[\"raw\"]}}}")
                        .requireSuccess()
                        .text())
                .doesNotContain("pasid");
    }

    @Test
    void shouldLeaveOutAnUnknownFunctionKind() {
        fixture.device.kind = FunctionKind.UNKNOWN;

        assertThat(client.version(0, 2, "{\"capabilities\":{\"pasid\":{\"formats\":[\"translated\"]}}}")
                        .requireSuccess()
                        .text())
                .contains("pasid")
                .doesNotContain("function");
    }

    @Test
    void shouldGiveATwinSocketWhenAsked() {
        Answer answer = client.version(0, 2, "{\"capabilities\":{\"twin_socket\":{\"supported\":true}}}")
                .requireSuccess();

        assertThat(answer.text()).contains("\"twin_socket\":{\"supported\":true,\"fd_index\":0}");
        assertThat(answer.descriptors()).hasSize(1);
        answer.descriptors().getFirst().close();
    }

    @Test
    void shouldGiveNoTwinSocketToAClientThatTakesNoDescriptor() {
        Answer answer = client.version(
                        0, 2, "{\"capabilities\":{\"max_msg_fds\":0,\"twin_socket\":{\"supported\":true}}}")
                .requireSuccess();

        assertThat(answer.descriptors()).isEmpty();
        assertThat(answer.text()).doesNotContain("twin");
    }

    @Test
    void shouldRefuseAnotherMajorVersionAndEndTheConnection() {
        Answer answer = client.version(1, 0, RawClient.PLAIN);

        assertThat(answer.error()).isTrue();
        assertThat(answer.errno()).isEqualTo(Errno.EPROTONOSUPPORT.number());
        assertThat(client.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"capabilities\":{\"max_msg_fds\":-1}}", "\0{}", "{}x"})
    void shouldRefuseBadJsonAndEndTheConnection(String json) {
        assertThat(client.version(0, 2, json).errno()).isEqualTo(Errno.EINVAL.number());
        assertThat(client.ended()).isTrue();
    }

    @Test
    void shouldRefuseAnyOtherFirstMessageAndEndTheConnection() {
        Answer answer = client.call(WireCommand.DEVICE_RESET, RawClient.payload(0));

        assertThat(answer.errno()).isEqualTo(Errno.EINVAL.number());
        assertThat(client.ended()).isTrue();
        assertThat(fixture.device.resets.get()).isZero();
    }

    @Test
    void shouldRefuseASecondVersionAndGoOn() {
        client.version(0, 2, RawClient.PLAIN).requireSuccess();

        assertThat(client.version(0, 2, RawClient.PLAIN).errno()).isEqualTo(Errno.EINVAL.number());
        client.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
    }
}
