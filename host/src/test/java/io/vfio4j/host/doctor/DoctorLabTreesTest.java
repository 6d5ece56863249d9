// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.saved.SavedTree;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real kernels' files, saved in the lab's guests by {@code lab/run doctor}: docs/lab.md. */
class DoctorLabTreesTest {

    static List<LabFindings> sections() {
        return LabFindings.all();
    }

    @ParameterizedTest
    @MethodSource("sections")
    void shouldFindTheCauseInAGuestOfTheLab(LabFindings section) throws Exception {
        List<Finding> findings = Doctor.examine(tree(section));

        assertThat(withoutException(findings, section))
                .allSatisfy(finding ->
                        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(Verdict.OK));
        section.expected().forEach((key, expected) -> assertExpected(findings, key, expected));
    }

    @ParameterizedTest
    @MethodSource("sections")
    void shouldExamineTheFunctionsThatMatterInAGuestOfTheLab(LabFindings section) throws Exception {
        List<String> examined = new ArrayList<>();
        for (Finding finding : Doctor.examine(tree(section))) {
            String whose = finding.function().map(PciAddress::toString).orElse("");
            if (!whose.isEmpty() && !examined.contains(whose)) {
                examined.add(whose);
            }
        }
        assertThat(examined).isEqualTo(section.functions());
    }

    @ParameterizedTest
    @MethodSource("sections")
    void shouldSayNothingOfTheMachineThatRanTheGuest(LabFindings section) throws Exception {
        assertThat(tree(section).text("/proc/cmdline").orElseThrow()).doesNotContain("/");
    }

    private static List<Finding> withoutException(List<Finding> findings, LabFindings section) {
        return findings.stream()
                .filter(finding -> !section.expected().containsKey(key(finding)))
                .toList();
    }

    private static void assertExpected(List<Finding> findings, String key, String expected) {
        String[] words = expected.split("\\s+", 2);
        Optional<Finding> found =
                findings.stream().filter(finding -> key(finding).equals(key)).findFirst();
        if (words[0].equals("absent")) {
            assertThat(found).as(key).isEmpty();
            return;
        }
        assertThat(found).as(key).isPresent();
        Finding finding = found.orElseThrow();
        assertThat(finding.verdict().id()).as(finding.toString()).isEqualTo(words[0]);
        if (words.length > 1) {
            assertThat(finding.read() + "; " + CheckTest.next(finding)).contains(words[1]);
        }
    }

    private static String key(Finding finding) {
        return finding.function().map(PciAddress::toString).orElse("-") + " " + finding.check();
    }

    private static SystemTree tree(LabFindings section) throws IOException, URISyntaxException {
        String name = "/lab-trees/%s.tar.gz".formatted(section.section());
        return SavedTree.read(Path.of(Objects.requireNonNull(DoctorLabTreesTest.class.getResource(name), name)
                .toURI()));
    }
}
