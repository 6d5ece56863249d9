// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Text;
import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Findings for people, in 80 columns: what is in order in a line each, what is not in full. */
final class DoctorText {
    private static final String INDENT = " ".repeat(11);
    private static final String CONTINUED = INDENT + " ".repeat(6);

    private DoctorText() {}

    static void write(List<ToldFindings> subjects, Console console) {
        for (ToldFindings subject : subjects) {
            console.heading(subject.subject());
            subject.told().forEach(told -> write(told, console));
            console.line("");
        }
        console.line(summary(findings(subjects)));
    }

    /** What is told, each once. */
    static List<Finding> findings(List<ToldFindings> subjects) {
        return subjects.stream()
                .flatMap(subject -> subject.told().stream())
                .map(ToldFindings.Told::finding)
                .toList();
    }

    private static void write(ToldFindings.Told told, Console console) {
        Finding finding = told.finding();
        String label = "  %-8s ".formatted(verdict(finding.verdict()));
        String note = told.note().isEmpty() ? "" : " (%s)".formatted(told.note());
        String read = Text.printable(finding.read() + note);
        console.lines(Text.wrap(label, INDENT + "  ", "%s: %s".formatted(finding.title(), read)));
        if (finding.verdict() != Verdict.OK) {
            console.lines(Text.wrap(INDENT + "why:  ", CONTINUED, finding.why()));
            console.lines(Text.wrap(INDENT + "next: ", CONTINUED, Text.printable(StepText.of(finding.next()))));
        }
    }

    private static String verdict(Verdict verdict) {
        return verdict == Verdict.PROBLEM ? "PROBLEM" : verdict.id();
    }

    private static String summary(List<Finding> findings) {
        List<String> parts = new ArrayList<>();
        for (Verdict verdict : List.of(Verdict.PROBLEM, Verdict.WARNING, Verdict.UNKNOWN)) {
            long count = findings.stream()
                    .filter(finding -> finding.verdict() == verdict)
                    .count();
            if (count > 0) {
                parts.add(
                        "%d %s%s".formatted(count, verdict.id(), count == 1 || verdict == Verdict.UNKNOWN ? "" : "s"));
            }
        }
        return parts.isEmpty() ? "Everything is in order." : String.join(", ", parts) + ".";
    }
}
