// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.ConfigBuilder;
import org.junit.jupiter.api.Test;

class PasidEnabledCheckTest extends CheckTest {
    PasidEnabledCheckTest() {
        super("pasid-enabled");
    }

    @Test
    void shouldFindItEnabled() {
        assertOk("0x0007: enabled, execute, privileged");
    }

    @Test
    void shouldFindThatEnablingHasFailed() {
        machine.function().config(new ConfigBuilder().pasid(20, false));

        assertFound(
                Verdict.PROBLEM,
                "not enabled, so a width that iommufd may report cannot be used",
                "mend the problems above");
    }

    @Test
    void shouldKnowThatAmdEnablesItLate() {
        machine.amd("5000f00000012:0").function().config(new ConfigBuilder().pasid(20, false));

        assertFound(Verdict.WARNING, "not enabled", "v2 page table");
    }

    @Test
    void shouldSayNothingOfAFunctionWithoutPasid() {
        machine.function().config(new ConfigBuilder());

        assertThat(found()).isEmpty();
    }

    @Test
    void shouldNotWaitForAPageTableThatAnAmdUnitCannotHave() {
        machine.amd("29d3:0").function().config(new ConfigBuilder().pasid(20, false));

        assertFound(Verdict.PROBLEM, "not enabled", "mend the problems above");
    }
}
