// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vfio4j.device.Errno;
import io.vfio4j.device.HostPasid;
import io.vfio4j.device.IommuHardwareInfo;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.VfioException;
import io.vfio4j.pasid.PasidOffer.Enablement;
import io.vfio4j.pasid.PasidReport.Source;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PasidProbeTest {
    private static final Optional<PasidFeature> PROPOSED = Optional.of(PasidFeature.PROPOSED);
    private static final byte[] TWENTY_BITS = {3, 0, 20, 0};

    private final ConfigSpace empty = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);

    @Test
    void shouldBelieveTheFeatureBeforeIommuAndConfigSpace() {
        PasidReport report = PasidProbe.of(new ScriptedDevice(
                PROPOSED, Optional.of(new IommuHardwareInfo(10, 0)), withPasid(16), TWENTY_BITS, Errno.UNKNOWN));

        PasidOffer offer = report.offer().orElseThrow();
        assertThat(report.deciding().orElseThrow().source()).isEqualTo(Source.DEVICE_FEATURE);
        assertThat(offer.width()).isEqualTo(20);
        assertThat(offer.execute()).isTrue();
        assertThat(offer.privileged()).isTrue();
        assertThat(offer.enablement()).isEqualTo(Enablement.ENABLED);
        assertThat(report.answers())
                .extracting(PasidReport.Answer::source)
                .containsExactly(Source.DEVICE_FEATURE, Source.IOMMUFD, Source.CONFIG_SPACE);
        assertThat(report.answers().get(1).text()).startsWith("10 bits");
        assertThat(report.answers().get(2).text()).startsWith("16 bits");
    }

    @Test
    void shouldBelieveTheIommuWhenTheFeatureIsNotSupported() {
        PasidReport report = PasidProbe.of(new ScriptedDevice(
                PROPOSED,
                Optional.of(new IommuHardwareInfo(20, IommuHardwareInfo.EXEC)),
                empty,
                TWENTY_BITS,
                Errno.ENOTTY));

        assertThat(report.deciding().orElseThrow().source()).isEqualTo(Source.IOMMUFD);
        assertThat(report.offer().orElseThrow().enablement()).isEqualTo(Enablement.ENABLED);
        assertThat(report.answers().getFirst().text()).contains("feature 11", "ENOTTY");
    }

    @Test
    void shouldNotKnowWhetherItIsEnabledWhenTheIommuOnlyTellsAWidth() {
        PasidReport report = PasidProbe.of(new ScriptedDevice(
                Optional.empty(), Optional.of(new IommuHardwareInfo(20, 0)), empty, TWENTY_BITS, Errno.UNKNOWN));

        assertThat(report.offer().orElseThrow().enablement()).isEqualTo(Enablement.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"7, ENABLED", "0, DISABLED"})
    void shouldAskTheHostsRegistersWhetherTheIommusWidthIsEnabled(int control, Enablement expected) {
        HostPasid host = new HostPasid("", Optional.of(new PasidStructure(1, 0x1406, control)), "");
        PasidReport report = PasidProbe.of(new ScriptedDevice(
                        Optional.empty(), Optional.of(new IommuHardwareInfo(20, 0)), empty, TWENTY_BITS, Errno.UNKNOWN)
                .withHost(host));

        assertThat(report.deciding().orElseThrow().source()).isEqualTo(Source.IOMMUFD);
        assertThat(report.offer().orElseThrow().enablement()).isEqualTo(expected);
        assertThat(report.answers().getLast().source()).isEqualTo(Source.HOST_REGISTERS);
        assertThat(report.answers().getLast().text()).startsWith("20 bits, execute, privileged");
    }

    @Test
    void shouldReadHostAndConfigurationSpaceOnceAtMost() {
        HostPasid host = new HostPasid("", Optional.of(new PasidStructure(1, 0x1406, 1)), "");
        ScriptedDevice device = new ScriptedDevice(
                        PROPOSED, Optional.of(new IommuHardwareInfo(20, 0)), withPasid(20), TWENTY_BITS, Errno.ENOTTY)
                .withHost(host);

        PasidReport report = PasidProbe.of(device);

        assertThat(device.hostReads()).isEqualTo(1);
        assertThat(device.reads()).isEqualTo(1);
        assertThat(PasidProbe.of(device, withPasid(20))).isEqualTo(report);
        assertThat(device.reads()).isEqualTo(1);
    }

    @Test
    void shouldFallBackToThePhysicalFunctionsRegistersAndSayWhoseTheyAre() {
        HostPasid host = new HostPasid("PF 0000:01:00.0", Optional.of(new PasidStructure(1, 0x1400, 1)), "");
        PasidReport report =
                PasidProbe.of(new ScriptedDevice(Optional.empty(), Optional.empty(), empty, TWENTY_BITS, Errno.UNKNOWN)
                        .withHost(host));

        assertThat(report.deciding().orElseThrow().source()).isEqualTo(Source.HOST_REGISTERS);
        assertThat(report.offer().orElseThrow().enablement()).isEqualTo(Enablement.ENABLED);
        assertThat(report.answers().getLast().text()).startsWith("PF 0000:01:00.0: 20 bits");
    }

    @Test
    void shouldSayWhyTheHostsRegistersCannotBeRead() {
        PasidReport report =
                PasidProbe.of(new ScriptedDevice(Optional.empty(), Optional.empty(), empty, TWENTY_BITS, Errno.UNKNOWN)
                        .withHost(HostPasid.unreadable("", "only the header may be read")));

        assertThat(report.supported()).isFalse();
        assertThat(report.answers().getLast().text()).isEqualTo("only the header may be read");
    }

    @Test
    void shouldNotTakeAWidthOfZeroForTheLastWord() {
        HostPasid host = new HostPasid("", Optional.of(new PasidStructure(1, 0x1406, 0)), "");
        PasidReport report = PasidProbe.of(new ScriptedDevice(
                        Optional.empty(), Optional.of(new IommuHardwareInfo(0, 0)), empty, TWENTY_BITS, Errno.UNKNOWN)
                .withHost(host));

        assertThat(report.answers().get(1).text()).startsWith("0 bits: the IOMMU gives this device no PASID");
        assertThat(report.deciding().orElseThrow().source()).isEqualTo(Source.HOST_REGISTERS);
        assertThat(report.supported()).isTrue();
        assertThat(report.offer().orElseThrow().enablement()).isEqualTo(Enablement.DISABLED);
    }

    @Test
    void shouldSayWhichIommuItIs() {
        PasidReport report = PasidProbe.of(new ScriptedDevice(
                Optional.empty(),
                Optional.of(new IommuHardwareInfo(20, 6, "Intel VT-d with PASIDs of 20 bits")),
                empty,
                TWENTY_BITS,
                Errno.UNKNOWN));

        assertThat(report.deciding().orElseThrow().text())
                .isEqualTo("20 bits, execute, privileged, enabled; Intel VT-d with PASIDs of 20 bits");
    }

    @Test
    void shouldNeverTryAnIndexThatNobodyAgreedOn() {
        PasidReport report = PasidProbe.of(
                new ScriptedDevice(Optional.empty(), Optional.empty(), withPasid(20), TWENTY_BITS, Errno.UNKNOWN));

        assertThat(report.deciding().orElseThrow().source()).isEqualTo(Source.CONFIG_SPACE);
        assertThat(report.answers().getFirst().text()).contains("no feature index is known");
    }

    @Test
    void shouldReportWidthZeroAsPresentButNotEnabled() {
        PasidReport report =
                PasidProbe.of(new ScriptedDevice(PROPOSED, Optional.empty(), empty, new byte[4], Errno.UNKNOWN));

        assertThat(report.supported()).isTrue();
        assertThat(report.offer().orElseThrow().enablement()).isEqualTo(Enablement.DISABLED);
        assertThat(report.answers().getFirst().text()).contains("present, not enabled");
    }

    @Test
    void shouldSupportNothingWhenNobodyCanTell() {
        PasidReport report =
                PasidProbe.of(new ScriptedDevice(PROPOSED, Optional.empty(), empty, TWENTY_BITS, Errno.ENOTTY));

        assertThat(report.supported()).isFalse();
        assertThat(report.deciding()).isEmpty();
    }

    @Test
    void shouldNotBelieveAnAnswerThatIsTooShortOrImpossible() {
        PasidReport tooShort =
                PasidProbe.of(new ScriptedDevice(PROPOSED, Optional.empty(), empty, new byte[3], Errno.UNKNOWN));
        PasidReport tooWide = PasidProbe.of(
                new ScriptedDevice(PROPOSED, Optional.empty(), empty, new byte[] {3, 0, 52, 0}, Errno.UNKNOWN));

        assertThat(tooShort.supported()).isFalse();
        assertThat(tooShort.answers().getFirst().text()).contains("3 bytes instead of 4");
        assertThat(tooWide.supported()).isFalse();
        assertThat(tooWide.answers().getFirst().text()).contains("width 52");
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ECONNRESET", "ESHUTDOWN", "ETIMEDOUT"})
    void shouldFailWhenTheDeviceIsGone(Errno gone) {
        ScriptedDevice device = new ScriptedDevice(PROPOSED, Optional.empty(), empty, TWENTY_BITS, gone);

        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> PasidProbe.of(device))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(gone));
    }

    private static ConfigSpace withPasid(int width) {
        ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        config.setU16(0x00, 0x1b36);
        config.setU16(0x06, 0x10);
        config.setU8(0x34, 0x40);
        config.setU16(0x40, 0x0010);
        config.setU32(0x100, 0x0001001b);
        config.setU16(0x104, width << 8);
        return config;
    }
}
