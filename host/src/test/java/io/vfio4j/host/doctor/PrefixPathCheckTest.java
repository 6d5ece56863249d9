// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.HealthyMachine;
import org.junit.jupiter.api.Test;

class PrefixPathCheckTest extends CheckTest {
    PrefixPathCheckTest() {
        super("prefix-path");
    }

    @Test
    void shouldNameTheHops() {
        assertOk("0000:3a:00.0 (endpoint), 0000:00:1c.0 (root port)");
    }

    @Test
    void shouldFindAPortWithoutIt() {
        machine.port().config(new ConfigBuilder().express(ConfigBuilder.ROOT_PORT, false));
        machine.function().config(disabled(true));

        assertFound(Verdict.PROBLEM, "not supported by 0000:00:1c.0 (root port)", "slot");
    }

    @Test
    void shouldTellAGuestThatItsVmmLeavesItOut() {
        machine.guest().function().config(disabled(false));

        assertFound(Verdict.PROBLEM, "not supported by 0000:3a:00.0 (endpoint)", "VMM");
    }

    @Test
    void shouldBelieveTheKernelThatADeviceNeedsNone() {
        machine.port().config(new ConfigBuilder().express(ConfigBuilder.ROOT_PORT, false));

        assertOk("needs no prefix");
    }

    @Test
    void shouldKnowDevicesThatOnlyLookLikePci() {
        machine.function().is(0x100000, 0x19e5, 0xa255).config(disabled(false).revision(0x30));

        assertOk("0000:3a:00.0 needs none");
        machine.function().config(disabled(false).revision(0x22));
        assertFound(Verdict.PROBLEM, "not supported by 0000:3a:00.0 (endpoint)", "slot");
    }

    @Test
    void shouldFindAnEndpointThatHasNoPortAboveIt() {
        machine.tree().function("0000:00:05.0").config(disabled(true));

        Finding finding = Doctor.examine(machine.tree().tree()).stream()
                .filter(each -> each.check().equals("prefix-path")
                        && each.function().orElseThrow().toString().equals("0000:00:05.0"))
                .findFirst()
                .orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(finding.read()).contains("no root port above it");
    }

    @Test
    void shouldBeContentWithAnIntegratedEndpoint() {
        machine.tree()
                .function("0000:00:05.0")
                .config(new ConfigBuilder()
                        .express(ConfigBuilder.INTEGRATED_ENDPOINT, true)
                        .pasid(20, false));

        assertThat(Doctor.examine(machine.tree().tree()))
                .filteredOn(each -> each.check().equals("prefix-path"))
                .extracting(Finding::verdict)
                .containsOnly(Verdict.OK);
    }

    @Test
    void shouldSayNothingOfAFunctionWithoutPasid() {
        machine.function().config(new ConfigBuilder());

        assertThat(found()).isEmpty();
    }

    @Test
    void shouldNotJudgeAPortThatItMayNotRead() {
        machine.port().headerOf(HealthyMachine.goodPort());

        assertFound(Verdict.UNKNOWN, "0000:00:1c.0 cannot be read", "root");
    }

    private static ConfigBuilder disabled(boolean prefix) {
        return new ConfigBuilder().express(ConfigBuilder.ENDPOINT, prefix).pasid(20, false);
    }
}
