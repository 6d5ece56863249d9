package io.vfio4j.cli;

import io.vfio4j.kernel.doctor.Finding;
import io.vfio4j.kernel.doctor.Verdict;
import io.vfio4j.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Findings for people, in 80 columns: what is in order in a line each, what is not in full. */
final class DoctorText {
    private static final String INDENT = " ".repeat(11);
    private static final String CONTINUED = INDENT + " ".repeat(6);

    private DoctorText() {}

    static void write(List<Finding> findings, Console console) {
        Optional<PciAddress> subject = Optional.empty();
        console.heading("This machine");
        for (Finding finding : findings) {
            if (!finding.function().equals(subject)) {
                subject = finding.function();
                console.line("");
                console.heading("Function " + subject.map(PciAddress::toString).orElse(""));
            }
            finding(finding, console);
        }
        console.line("");
        console.line(summary(findings));
    }

    private static void finding(Finding finding, Console console) {
        String label = "  %-8s ".formatted(verdict(finding.verdict()));
        String read = Text.printable(finding.read());
        console.lines(Text.wrap(label, INDENT + "  ", "%s: %s".formatted(finding.title(), read)));
        if (finding.verdict() != Verdict.OK) {
            console.lines(Text.wrap(INDENT + "why:  ", CONTINUED, finding.why()));
            console.lines(Text.wrap(INDENT + "next: ", CONTINUED, Text.printable(finding.next())));
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
