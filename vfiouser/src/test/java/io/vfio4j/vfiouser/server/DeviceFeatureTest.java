// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.vfiouser.testing.RawClient;
import io.vfio4j.vfiouser.testing.RawClient.Answer;
import io.vfio4j.vfiouser.testing.ServerFixture;
import io.vfio4j.vfiouser.testing.TestDevice;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceFeatureTest {
    private static final int ENOTTY = Errno.ENOTTY.number();
    private static final int EINVAL = Errno.EINVAL.number();

    private final ServerFixture fixture = new ServerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ByteBuffer request(int argsz, int flags, byte... data) {
        return RawClient.payload(8 + data.length).putInt(argsz).putInt(flags).put(data);
    }

    private static Answer get(RawClient client, int index, int argsz) {
        return client.call(WireCommand.DEVICE_FEATURE, request(argsz, index | FeatureFlags.GET));
    }

    private RawClient proposing(String formats) {
        RawClient client = new RawClient(fixture.path());
        client.version(0, 2, "{\"capabilities\":{\"pasid\":{\"formats\":[" + formats + "]}}}")
                .requireSuccess();
        return client;
    }

    @Test
    void shouldAnswerAGet() {
        try (RawClient client = fixture.connect()) {
            ByteBuffer payload = get(client, 11, 12).requireSuccess().payload();

            assertThat(payload)
                    .isEqualTo(request(12, 11 | FeatureFlags.GET, TestDevice.report())
                            .clear());
        }
    }

    @Test
    void shouldSayHowMuchItFilledOfAmpleRoom() {
        try (RawClient client = fixture.connect()) {
            for (int argsz : new int[] {13, 4096, 1 << 30, -1}) {
                ByteBuffer payload = get(client, 11, argsz).requireSuccess().payload();

                assertThat(payload.capacity()).isEqualTo(12);
                assertThat(payload.getInt(0)).isEqualTo(12);
            }
        }
    }

    @Test
    void shouldRefuseAGetWithoutRoom() {
        try (RawClient client = fixture.connect()) {
            assertThat(get(client, 11, 11).errno()).isEqualTo(EINVAL);
            assertThat(get(client, 11, 7).errno()).isEqualTo(EINVAL);
            assertThat(client.call(WireCommand.DEVICE_FEATURE, RawClient.payload(7))
                            .errno())
                    .isEqualTo(EINVAL);
        }
    }

    @Test
    void shouldEchoAProbe() {
        try (RawClient client = fixture.connect()) {
            ByteBuffer probe = request(8, 11 | FeatureFlags.PROBE | FeatureFlags.GET);
            assertThat(client.call(WireCommand.DEVICE_FEATURE, probe)
                            .requireSuccess()
                            .payload())
                    .isEqualTo(probe.clear());
            ByteBuffer set = request(8, 11 | FeatureFlags.PROBE | FeatureFlags.SET);
            assertThat(client.call(WireCommand.DEVICE_FEATURE, set).errno()).isEqualTo(EINVAL);
        }
    }

    @Test
    void shouldEchoASet() {
        try (RawClient client = fixture.connect()) {
            ByteBuffer set = request(16, TestDevice.SETTABLE | FeatureFlags.SET, new byte[] {1, 0, 0, 0, 0, 0, 0, 0});

            assertThat(client.call(WireCommand.DEVICE_FEATURE, set)
                            .requireSuccess()
                            .payload())
                    .isEqualTo(set.clear());
            assertThat(get(client, TestDevice.SETTABLE, 16).payload().get(8)).isEqualTo((byte) 1);
        }
    }

    @Test
    void shouldRefuseASetWithLessDataThanItSays() {
        try (RawClient client = fixture.connect()) {
            ByteBuffer set = request(16, TestDevice.SETTABLE | FeatureFlags.SET, new byte[7]);

            assertThat(client.call(WireCommand.DEVICE_FEATURE, set).errno()).isEqualTo(EINVAL);
        }
    }

    @Test
    void shouldRefuseUnknownFeaturesAndFlags() {
        try (RawClient client = fixture.connect()) {
            assertThat(get(client, 1, 16).errno()).isEqualTo(ENOTTY);
            assertThat(client.call(WireCommand.DEVICE_FEATURE, request(12, 11 | 1 << 19))
                            .errno())
                    .isEqualTo(EINVAL);
            assertThat(client.call(WireCommand.DEVICE_FEATURE, request(12, 11 | FeatureFlags.GET | FeatureFlags.SET))
                            .errno())
                    .isEqualTo(EINVAL);
        }
    }

    @Test
    void shouldAnswerInTheFormThatWasAgreedOn() {
        fixture.device.pasid = Optional.of(new PasidFeature(77, PasidFormat.RAW));
        try (RawClient client = proposing("\"masked\",\"raw\"")) {
            get(client, 77, 12).requireSuccess();
        }
    }

    @Test
    void shouldHideAReportWhoseFormTheClientWouldMisread() {
        fixture.device.pasid = Optional.of(new PasidFeature(11, PasidFormat.TRANSLATED));
        try (RawClient client = proposing("\"raw\",\"masked\"")) {
            assertThat(get(client, 11, 12).errno()).isEqualTo(ENOTTY);
            assertThat(client.call(WireCommand.DEVICE_FEATURE, request(8, 11 | FeatureFlags.PROBE))
                            .errno())
                    .isEqualTo(ENOTTY);
        }
    }

    @Test
    void shouldTranslateForAClientThatKnowsNothingElse() {
        fixture.device.pasid = Optional.of(new PasidFeature(77, PasidFormat.RAW));
        fixture.device.report = new byte[] {0x06, 0x14, 1, 0};
        ByteBuffer translated = request(12, 77 | FeatureFlags.GET, new byte[] {3, 0, 20, 0});
        try (RawClient client = proposing("\"translated\"")) {
            assertThat(get(client, 77, 12).requireSuccess().payload()).isEqualTo(translated.clear());
        }
    }

    @Test
    void shouldAnswerAsProposedToLinuxWithoutAProposal() {
        fixture.device.pasid = Optional.of(new PasidFeature(77, PasidFormat.MASKED));
        fixture.device.report = new byte[] {0x06, 0x14, 1, 0};
        ByteBuffer asProposed = request(12, 11 | FeatureFlags.GET, new byte[] {3, 0, 20, 0});
        try (RawClient today = fixture.connect()) {
            assertThat(get(today, 11, 12).requireSuccess().payload()).isEqualTo(asProposed.clear());
            today.call(WireCommand.DEVICE_FEATURE, request(8, 11 | FeatureFlags.PROBE | FeatureFlags.GET))
                    .requireSuccess();
            assertThat(get(today, 77, 12).errno()).isEqualTo(ENOTTY);
        }
    }
}
