// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.HealthyMachine;
import java.util.List;
import org.junit.jupiter.api.Test;

class IommuPasidCheckTest extends CheckTest {
    private static final long PASID = 1L << 40;
    private static final long SCALABLE_MODE = 1L << 43;

    IommuPasidCheckTest() {
        super("iommu-pasid");
    }

    @Test
    void shouldReadTheWidthOfIntelUnits() {
        assertOk("SMTS, PASID of 20 bits, first stage, page requests");
    }

    @Test
    void shouldFindAUnitWithoutScalableMode() {
        machine.intel("dmar0", HealthyMachine.ECAP & ~SCALABLE_MODE);

        assertFound(Verdict.PROBLEM, "no SMTS", "Sapphire Rapids");
    }

    @Test
    void shouldTellAGuestToHaveScalableModeInItsIommu() {
        machine.guest().intel("dmar0", HealthyMachine.ECAP & ~SCALABLE_MODE & ~PASID);

        assertFound(Verdict.PROBLEM, "no SMTS (bit 43: scalable mode), no PASID", "scalable-mode=on");
    }

    @Test
    void shouldTellAGuestToHavePasidInItsIommu() {
        machine.guest().intel("dmar0", HealthyMachine.ECAP & ~PASID);

        assertFound(Verdict.PROBLEM, "has no PASID (bit 40)", "pasid-bits=20");
    }

    @Test
    void shouldFindScalableModeSwitchedOff() {
        machine.tree().file("/proc/cmdline", "intel_iommu=on,sm_on intel_iommu=sm_off");

        assertFound(Verdict.PROBLEM, "sm_off", "sm_on");
    }

    @Test
    void shouldFindScalableModeNotSwitchedOn() {
        machine.tree().file("/proc/cmdline", "intel_iommu=on");

        assertFound(Verdict.PROBLEM, "scalable mode is not on", "intel_iommu=on,sm_on");
    }

    @Test
    void shouldKnowThatScalableModeMayBeOnByDefault() {
        machine.tree().file("/proc/cmdline", "quiet");
        machine.kernelBuiltWith(List.of("INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON"));

        assertOk("scalable mode is on");
    }

    @Test
    void shouldNotKnowTheDefaultOfAKernelThatDoesNotTell() {
        machine.tree().file("/proc/cmdline", "quiet").remove("/proc/config.gz");

        assertFound(Verdict.UNKNOWN, "does not tell", "sm_on");
    }

    @Test
    void shouldWarnOfUnitsThatDiffer() {
        machine.intel("dmar1", HealthyMachine.ECAP & ~PASID);

        assertFound(Verdict.WARNING, "the units differ", "unit");
    }

    @Test
    void shouldReadTheWidthOfAnAmdUnit() {
        machine.amd("f77ef22294ada:0");

        assertOk("PPRSup, GTSup, GIoSup, EPHSup, PASID of 16 bits");
    }

    @Test
    void shouldNameWhatQemusAmdUnitLacks() {
        machine.guest().amd("29d3:0");

        assertFound(Verdict.PROBLEM, "no GIoSup (bit 48: guest I/O protection), no EPHSup (bit 50", "intel-iommu");
    }

    @Test
    void shouldWantOfAllAmdUnitsWhatOneHas() {
        machine.amd("f77ef22294ada:0").tree().file("/sys/class/iommu/ivhd1/amd-iommu/features", "29d3:0");

        assertFound(Verdict.PROBLEM, "no GIoSup", "");
    }

    @Test
    void shouldFindPageTablesOfFewerLevelsThanTheProcessors() {
        machine.amd("f77ef222940da:0").tree().file("/proc/cpuinfo", "flags\t\t: fpu la57 lm");

        assertFound(Verdict.PROBLEM, "have 4 levels", "no5lvl");
        machine.amd("f77ef222950da:0");
        assertOk("GTSup");
    }

    @Test
    void shouldNotKnowWhatSecureNestedPagingLeaves() {
        machine.amd("800f77ef222940da:0").tree().file("/proc/cpuinfo", "flags\t\t: fpu sev_snp");

        assertFound(Verdict.UNKNOWN, "SNP", "dmesg");
        machine.amd("800f77ef222940da:2000");
        assertOk("GTSup");
    }

    @Test
    void shouldFindAnAmdUnitWithoutGuestTranslation() {
        machine.amd("2");

        assertFound(Verdict.PROBLEM, "no GTSup", "");
    }

    @Test
    void shouldTakeTheRightOneOfTwoAmdRegisters() {
        machine.amd("0:5000f00000012").tree().file("/proc/sys/kernel/osrelease", "6.1.0-13-amd64");

        assertOk("PASID of 16 bits");
        machine.tree().file("/proc/sys/kernel/osrelease", "6.12.0");
        assertThat(finding().verdict()).isEqualTo(Verdict.PROBLEM);
    }

    @Test
    void shouldSayThatAnSmmuDoesNotTell() {
        machine.withoutIommu().tree().directory("/sys/class/iommu/smmu3.0x0000000009050000");

        assertFound(Verdict.UNKNOWN, "SSIDSIZE", "ask through iommufd: open a function");
    }

    @Test
    void shouldPreferAnSmmuThatMayHavePasid() {
        machine.withoutIommu()
                .tree()
                .directory("/sys/class/iommu/smmu.0x0000000009000000")
                .directory("/sys/class/iommu/smmu3.0x0000000009050000");

        assertFound(Verdict.UNKNOWN, "smmu.0x0000000009000000: no PASID", "ask through iommufd: open a function");
    }

    @Test
    void shouldFindAnIommuThatHasNoPasid() {
        machine.guest().withoutIommu().tree().directory("/sys/class/iommu/virtio0");

        assertFound(Verdict.PROBLEM, "virtio0", "-device intel-iommu");
    }
}
