package io.vfio4j.kernel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.kernel.tree.HealthyMachine;
import io.vfio4j.kernel.tree.TreeBuilder;
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
        TreeBuilder tree = bare(bare).file("/proc/cmdline", "quiet intel_iommu=off");

        assertIommu(tree, "intel_iommu=off", "take intel_iommu=off out");
    }

    @Test
    void shouldFindThatItIsNotSwitchedOn(@TempDir Path bare) {
        TreeBuilder tree = bare(bare).file("/sys/firmware/acpi/tables/DMAR", "").file("/proc/cmdline", "quiet");

        assertIommu(tree, "DMAR", "intel_iommu=on,sm_on");
    }

    @Test
    void shouldFindThatTheKernelHasNoDriverForIt(@TempDir Path bare) {
        HealthyMachine other = new HealthyMachine(bare).withoutIommu().kernelBuiltWithout("INTEL_IOMMU");
        other.tree()
                .remove("/sys/kernel/iommu_groups/3/devices/" + HealthyMachine.ROOT_PORT)
                .remove("/sys/kernel/iommu_groups/3/devices")
                .remove("/sys/kernel/iommu_groups/3/type")
                .remove("/sys/kernel/iommu_groups/3")
                .remove("/sys/kernel/iommu_groups/12/devices/" + HealthyMachine.FUNCTION)
                .remove("/sys/kernel/iommu_groups/12/devices")
                .remove("/sys/kernel/iommu_groups/12/type")
                .remove("/sys/kernel/iommu_groups/12");

        assertIommu(other.tree(), "without CONFIG_INTEL_IOMMU", "CONFIG_INTEL_IOMMU=y");
    }

    @Test
    void shouldSendTheOwnerOfAMachineToItsFirmware(@TempDir Path bare) {
        assertIommu(bare(bare), "no IOMMU", "firmware");
    }

    @Test
    void shouldTellAGuestHowToGetOne(@TempDir Path bare) {
        TreeBuilder tree = bare(bare).file("/proc/cpuinfo", "flags\t\t: fpu hypervisor");

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
        assertThat(finding.next()).contains(next);
    }
}
