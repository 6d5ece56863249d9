// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.PasidFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class OpeningOptionsTest {
    @Test
    void shouldReadAnIndexAndAForm() {
        assertThat(OpeningOptions.parseFeature("14", "--pasid-feature"))
                .isEqualTo(new PasidFeature(14, PasidFormat.TRANSLATED));
        assertThat(OpeningOptions.parseFeature("14:raw", "--pasid-feature"))
                .isEqualTo(new PasidFeature(14, PasidFormat.RAW));
        assertThat(OpeningOptions.parseFeature("65535:masked", "--pasid-feature"))
                .isEqualTo(new PasidFeature(65535, PasidFormat.MASKED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "x", "14:", "14:nonsense", "-1", "65536", "14:raw:1", "0x0e", "999999999999"})
    void shouldSayWhatItTakesInstead(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpeningOptions.parseFeature(text, "VFIO4J_PASID_FEATURE"))
                .withMessageContaining("VFIO4J_PASID_FEATURE takes INDEX[:FORM]")
                .withMessageContaining("translated, raw, masked")
                .withMessageContaining("'" + text + "'");
    }

    @Test
    void shouldTakeAVfToken() {
        String token = "01234567-89ab-cdef-FEDC-ba9876543210";
        CommandSpec spec = CommandSpec.create();
        OpeningOptions.addOpeningTo(spec);

        assertThat(OpeningOptions.of(new CommandLine(spec).parseArgs("--vf-token", token))
                        .vfToken())
                .contains(UUID.fromString(token));
        assertThat(OpeningOptions.of(new CommandLine(spec).parseArgs()).vfToken())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1-1-1-1-1", "01234567-89ab-cdef-fedc-ba987654321", "g1234567-89ab-cdef-fedc-ba9876543210"})
    void shouldRefuseATokenThatIsNoUuid(String text) {
        assertThat(CliRun.of("probe", "pci:ffff:ff:1f.7", "--vf-token", text).usage())
                .contains("--vf-token takes a UUID: '" + text + "'");
    }

    @Test
    void shouldExplainTheOptionsInTheHelp() {
        assertThat(String.join("\n", CliRun.of("probe", "--help").lines()))
                .contains("--way", "--no-iommu", "--vf-token", "--pasid-feature", "VFIO4J_");
        assertThat(String.join("\n", CliRun.of("config", "--help").lines()))
                .contains("--way", "--no-iommu", "--vf-token")
                .doesNotContain("--pasid-feature");
    }

    @Test
    void shouldSayThatOpeningResetsAFunction() {
        for (String command : new String[] {"probe", "config"}) {
            assertThat(String.join(" ", CliRun.of(command, "--help").lines())).contains("resets the function");
        }
    }
}
