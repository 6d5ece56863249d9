// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.HealthyMachine;
import org.junit.jupiter.api.Test;

class PasidCapabilityCheckTest extends CheckTest {
    PasidCapabilityCheckTest() {
        super("pasid-capability");
    }

    @Test
    void shouldReadTheWidth() {
        assertOk("it has 20 bits, execute, privileged");
    }

    @Test
    void shouldFindThatThereIsNone() {
        machine.function().config(new ConfigBuilder().ats(true));

        assertFound(Verdict.PROBLEM, "it has none", "firmware");
    }

    @Test
    void shouldTellAGuestWhoHidesIt() {
        machine.guest().function().config(new ConfigBuilder().ats(true));

        assertFound(Verdict.PROBLEM, "it has none", "iommufd backend");
    }

    @Test
    void shouldLookAtThePhysicalFunctionOfAVirtualOne() {
        machine.tree()
                .functionUnder(HealthyMachine.ROOT_PORT, "0000:3a:01.0")
                .iommu("dmar0")
                .config(HealthyMachine.goodFunction().sriov(4, 1));
        machine.function().virtualOf("0000:3a:01.0", 0).config(new ConfigBuilder().ats(true));

        assertOk("its PF 0000:3a:01.0 has 20 bits");
    }

    @Test
    void shouldTellTheWidthThatCanBeUsed() {
        machine.intel("dmar0", (HealthyMachine.ECAP & ~(0x1fL << 35)) | 15L << 35);

        assertOk("dmar0 has 16, which is what can be used");
    }

    @Test
    void shouldFindThatItsOwnUnitHasNone() {
        machine.intel("dmar0", HealthyMachine.ECAP & ~(1L << 40)).intel("dmar1", HealthyMachine.ECAP);
        machine.function().config(new ConfigBuilder().pasid(20, false));

        assertFound(Verdict.PROBLEM, "dmar0, which translates for it, has no PASID", "above");
    }

    @Test
    void shouldExplainThePasidThatAmdHoldsBack() {
        machine.amd("f77ef22294ada:0").function().iommu("ivhd0");

        assertOk("ivhd0 has 16, of which its driver holds back the last PASID, so iommufd says 15");
    }

    @Test
    void shouldFindThatAnAmdUnitLacksWhatPasidNeeds() {
        machine.amd("29d3:0").function().iommu("ivhd0").config(new ConfigBuilder().pasid(20, false));

        assertFound(Verdict.PROBLEM, "ivhd0, which translates for it, has no PASID", "above");
    }

    @Test
    void shouldFindThatItsSmmuIsOfAKindWithoutPasid() {
        machine.withoutIommu().tree().directory("/sys/class/iommu/smmu.0x0000000009000000");
        machine.function().iommu("smmu.0x0000000009000000").config(new ConfigBuilder().pasid(20, false));

        assertFound(Verdict.PROBLEM, "smmu.0x0000000009000000, which translates for it, has no PASID", "above");
    }

    @Test
    void shouldNotJudgeWhatItMayNotRead() {
        machine.function().headerOf(HealthyMachine.goodFunction());

        assertFound(Verdict.UNKNOWN, "cannot be read", "root");
    }

    @Test
    void shouldNotSayThatThereIsNoneWhenItsPlaceIsOutOfReach() {
        machine.function()
                .config(java.util.Arrays.copyOf(HealthyMachine.goodFunction().bytes(), 256));

        assertFound(Verdict.UNKNOWN, "end before", "above");
    }
}
