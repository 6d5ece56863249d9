// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Step;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.HealthyMachine;
import io.vfio4j.pci.PciAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A healthy machine, to be broken in one way. */
abstract class CheckTest {
    private final String check;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    HealthyMachine machine;

    CheckTest(String check) {
        this.check = check;
    }

    @BeforeEach
    void buildMachine() {
        machine = new HealthyMachine(folder);
    }

    /** What the check says of the machine and its function. */
    Finding finding() {
        return found().orElseThrow();
    }

    Optional<Finding> found() {
        return of(findings());
    }

    /** What it says when no function is named. */
    Finding findingWithoutName() {
        return of(Doctor.examine(machine.tree().tree())).orElseThrow();
    }

    List<Finding> findings() {
        return Doctor.examine(machine.tree().tree(), PciAddress.parse(HealthyMachine.FUNCTION))
                .orElseThrow();
    }

    void assertOk(String read) {
        Finding finding = finding();
        assertThat(finding.verdict()).as(finding.read()).isEqualTo(Verdict.OK);
        assertThat(finding.read()).contains(read);
        assertThat(finding.next()).isEmpty();
    }

    void assertFound(Verdict verdict, String read, String next) {
        Finding finding = finding();
        assertThat(finding.verdict()).as(finding.read()).isEqualTo(verdict);
        assertThat(finding.read()).contains(read);
        assertThat(next(finding)).contains(next);
    }

    /** The next steps in words. */
    static String next(Finding finding) {
        return finding.next().stream().map(Step::text).collect(Collectors.joining("; then: "));
    }

    private Optional<Finding> of(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst();
    }
}
