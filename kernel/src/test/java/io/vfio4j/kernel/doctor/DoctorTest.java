package io.vfio4j.kernel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.kernel.tree.ConfigBuilder;
import io.vfio4j.kernel.tree.HealthyMachine;
import io.vfio4j.kernel.tree.TreeBuilder;
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
        assertThat(last.next()).contains("MMCONFIG");
    }

    @Test
    void shouldNotSayThatNoFunctionHasPasidWhenItCannotKnow() {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("0000:00:1f.0").headerOf(new ConfigBuilder());

        Finding last = Doctor.examine(tree.tree()).getLast();

        assertThat(last.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(last.next()).contains("root");
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
