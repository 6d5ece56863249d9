// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.HealthyMachine;
import io.vfio4j.host.testing.TreeBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IommuCheckTest extends CheckTest {
    IommuCheckTest() {
        super("iommu");
    }

    @Test
    void shouldNameTheUnits() {
        assertOk("dmar0");
    }

    @Test
    void shouldFindThatTheCommandLineSwitchesItOff(@TempDir Path bare) {
        TreeBuilder tree =
                bare(bare).file("/sys/firmware/acpi/tables/DMAR", "").file("/proc/cmdline", "quiet intel_iommu=off");

        assertIommu(tree, "intel_iommu=off", "take intel_iommu=off out");
    }

    @Test
    void shouldBlameASwitchWhereAContainerHidesTheTables(@TempDir Path bare) {
        TreeBuilder tree = bare(bare)
                .file("/proc/cpuinfo", "vendor_id\t: AuthenticAMD\nflags\t\t: fpu")
                .file("/proc/cmdline", "intel_iommu=off amd_iommu=off");

        assertIommu(tree, "amd_iommu=off", "take amd_iommu=off out");
    }

    @Test
    void shouldNotGuessTheIommuOfAGuestFromItsProcessor(@TempDir Path bare) {
        TreeBuilder tree = bare(bare)
                .file("/proc/cpuinfo", "vendor_id\t: AuthenticAMD\nflags\t\t: fpu hypervisor")
                .file("/proc/cmdline", "intel_iommu=off");

        assertIommu(tree, "intel_iommu=off", "take intel_iommu=off out");
    }

    @Test
    void shouldNotBlameTheSwitchOfAnotherKindOfIommu(@TempDir Path bare) {
        TreeBuilder tree =
                bare(bare).file("/sys/firmware/acpi/tables/DMAR", "").file("/proc/cmdline", "amd_iommu=off quiet");

        assertIommu(tree, "intel_iommu=on is not given", "add intel_iommu=on,sm_on");
    }

    @Test
    void shouldNotTakeGroupsOfNoIommuModeForAnIommu(@TempDir Path bare) {
        TreeBuilder tree = bare(bare)
                .file("/sys/firmware/acpi/tables/DMAR", "")
                .file("/sys/kernel/iommu_groups/0/name", "vfio-noiommu");

        assertIommu(tree, "no IOMMU group but those of no-IOMMU mode", "intel_iommu=on,sm_on");
    }

    @Test
    void shouldNotJudgeTheFirmwareWhereItsTablesAreHidden(@TempDir Path bare) {
        Finding finding = Doctor.examine(bare(bare).tree()).getFirst();

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.read()).contains("cannot be seen here");
        assertThat(next(finding)).contains("outside of containers");
    }

    @Test
    void shouldFindThatItIsNotSwitchedOn(@TempDir Path bare) {
        TreeBuilder tree = bare(bare).file("/sys/firmware/acpi/tables/DMAR", "").file("/proc/cmdline", "quiet");

        assertIommu(tree, "DMAR", "intel_iommu=on,sm_on");
    }

    @Test
    void shouldFindThatTheKernelHasNoDriverForIt(@TempDir Path bare) {
        HealthyMachine other = new HealthyMachine(bare).untranslated().kernelBuiltWithout("INTEL_IOMMU");

        assertIommu(other.tree(), "without CONFIG_INTEL_IOMMU", "CONFIG_INTEL_IOMMU=y");
    }

    @Test
    void shouldSendTheOwnerOfAMachineToItsFirmware(@TempDir Path bare) {
        assertIommu(bare(bare).file("/sys/firmware/acpi/tables/FACP", ""), "no IOMMU", "firmware");
    }

    @Test
    void shouldTellAGuestHowToGetOne(@TempDir Path bare) {
        TreeBuilder tree = bare(bare)
                .file("/sys/firmware/acpi/tables/FACP", "")
                .file("/proc/cpuinfo", "flags\t\t: fpu hypervisor");

        assertIommu(tree, "no IOMMU", "-device intel-iommu");
    }

    @Test
    void shouldFindAnAmdMachineWithoutGroups(@TempDir Path bare) {
        TreeBuilder tree = bare(bare).file("/sys/firmware/acpi/tables/IVRS", "");

        assertIommu(tree, "IVRS", "dmesg");
    }

    private static TreeBuilder bare(Path root) {
        TreeBuilder tree = new TreeBuilder(root);
        tree.function("0000:3a:00.0");
        return tree;
    }

    private static void assertIommu(TreeBuilder tree, String read, String next) {
        Finding finding = Doctor.examine(tree.tree()).getFirst();
        assertThat(finding.check()).isEqualTo("iommu");
        assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(finding.read()).contains(read);
        assertThat(next(finding)).contains(next);
    }
}
