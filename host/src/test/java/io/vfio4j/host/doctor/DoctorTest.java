// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.HealthyMachine;
import io.vfio4j.host.testing.TreeBuilder;
import io.vfio4j.pci.PciAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void shouldFindAHealthyMachineHealthy() {
        List<Finding> findings =
                Doctor.examine(new HealthyMachine(folder).tree().tree());

        assertThat(findings)
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.OK));
        assertThat(findings).hasSize(Doctor.MACHINE_CHECKS.size() + Doctor.FUNCTION_CHECKS.size());
    }

    @Test
    void shouldGiveEveryCheckANameOfItsOwnAndAReason() {
        List<Finding> findings =
                Doctor.examine(new HealthyMachine(folder).tree().tree());

        assertThat(new HashSet<>(findings.stream().map(Finding::check).toList()))
                .hasSameSizeAs(findings);
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.why()).endsWith(".");
            assertThat(finding.read()).isNotEmpty();
            assertThat(finding.title()).isNotEmpty();
        });
    }

    @Test
    void shouldTellTheNextStepOfWhateverIsNotOk() {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("0000:3a:00.0").config(new ConfigBuilder().pasid(20, false));

        assertThat(Doctor.examine(tree.tree()))
                .filteredOn(finding -> finding.verdict() != Verdict.OK)
                .isNotEmpty()
                .allSatisfy(finding ->
                        assertThat(finding.next()).as(finding.toString()).isNotEmpty());
    }

    @Test
    void shouldExamineTheFunctionsThatMatter() {
        HealthyMachine machine = new HealthyMachine(folder);
        machine.tree().function("0000:00:1f.0").driver("lpc_ich");
        machine.tree().function("0000:00:05.0").config(new ConfigBuilder().pasid(8, false));

        assertThat(Doctor.examine(machine.tree().tree()))
                .flatExtracting(finding -> finding.function().stream().toList())
                .extracting(PciAddress::toString)
                .contains("0000:00:05.0", HealthyMachine.FUNCTION)
                .doesNotContain("0000:00:1f.0", HealthyMachine.ROOT_PORT);
    }

    @Test
    void shouldSayThatNoFunctionHasPasid() {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("0000:00:1f.0");

        Finding last = Doctor.examine(tree.tree()).getLast();

        assertThat(last.check()).isEqualTo("functions");
        assertThat(last.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(last.read()).contains("none of 1 functions has a PASID capability");
    }

    @Test
    void shouldSayThatExtendedCapabilitiesAreOutOfReach() {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("0000:00:1f.0")
                .config(java.util.Arrays.copyOf(
                        new ConfigBuilder().pasid(20, true).bytes(), 256));

        Finding last = Doctor.examine(tree.tree()).getLast();

        assertThat(last.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(last.read()).contains("1 PCI Express functions have a configuration space of 256 bytes");
        assertThat(CheckTest.next(last)).contains("MMCONFIG");
    }

    @Test
    void shouldNotSayThatNoFunctionHasPasidWhenItCannotKnow() {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("0000:00:1f.0").headerOf(new ConfigBuilder());

        Finding last = Doctor.examine(tree.tree()).getLast();

        assertThat(last.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(CheckTest.next(last)).contains("root");
    }

    @Test
    void shouldTellHowManyCannotBeReadThoughOthersCan() {
        HealthyMachine machine = new HealthyMachine(folder);
        byte[] ones = new byte[4096];
        java.util.Arrays.fill(ones, (byte) -1);
        machine.tree().function("0000:00:02.0").config(ones).file("power_state", "D3cold");
        machine.tree().function("0000:00:03.0").config(ones);

        Finding finding = Doctor.examine(machine.tree().tree()).stream()
                .filter(each -> each.check().equals("functions"))
                .findFirst()
                .orElseThrow();

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.read()).contains("2 of 4 functions cannot be read; 0000:00:02.0:", "power_state D3cold");
        assertThat(CheckTest.next(finding))
                .startsWith("wake it: echo on > /sys/bus/pci/devices/0000:00:02.0/power/control");
    }

    @Test
    void shouldSayThatNoneOfTheOthersHasPasid() {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("0000:00:1e.0").config(new byte[0]);
        tree.function("0000:00:1f.0");

        Finding last = Doctor.examine(tree.tree()).getLast();

        assertThat(last.read()).contains("1 of 2 functions", "it has 0 bytes", "none of the others has a PASID");
        assertThat(CheckTest.next(last)).contains("lspci -s 0000:00:1e.0");
    }

    @Test
    void shouldNameThePhysicalFunctionOfAVirtualOne() {
        HealthyMachine machine = new HealthyMachine(folder);
        machine.tree()
                .functionUnder(HealthyMachine.ROOT_PORT, "0000:3a:02.0")
                .virtualOf(HealthyMachine.FUNCTION, 0)
                .vfio("vfio1", 13);

        assertThat(Doctor.examine(machine.tree().tree()))
                .filteredOn(finding -> finding.physicalFunction().isPresent())
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.function()).contains(PciAddress.parse("0000:3a:02.0"));
                    assertThat(finding.physicalFunction()).contains(PciAddress.parse(HealthyMachine.FUNCTION));
                });
    }

    @Test
    void shouldNotExamineAFunctionThatIsNotThere() {
        assertThat(Doctor.examine(new TreeBuilder(folder).tree(), PciAddress.parse("0000:3a:00.0")))
                .isEmpty();
    }

    @Test
    void shouldSurviveATreeOfNothing() {
        assertThat(Doctor.examine(new TreeBuilder(folder).tree()))
                .extracting(Finding::verdict)
                .contains(Verdict.PROBLEM, Verdict.UNKNOWN);
    }
}
