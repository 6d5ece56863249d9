// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.pci.PciAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Findings as people are told them: what is alike for the virtual functions of one PF is told once, for a PF may have
 * hundreds, and their PASID and their path are its own.
 *
 * @param subject whom they are about
 * @param told in the order of the checks
 */
record ToldFindings(String subject, List<Told> told) {
    /** What differs between virtual functions that are alike: addresses, groups, nodes. */
    private static final Pattern NUMBERED =
            Pattern.compile("\\b[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]\\b|\\b(noiommu-)?(vfio)?\\d+\\b");

    /**
     * What is told once.
     *
     * @param finding the first of those that are alike
     * @param note what is to be said of the others; empty when it is the only one, or all say the very same
     */
    record Told(Finding finding, String note) {}

    /** Whose findings are told together: those of the machine, of a function, or of all VFs of a PF. */
    private record Subject(Optional<PciAddress> function, Optional<PciAddress> physicalFunction) {}

    /** What makes findings alike. */
    private record Kind(Verdict verdict, String read, String next) {
        static Kind of(Finding finding) {
            return new Kind(
                    finding.verdict(), withoutNumbers(finding.read()), withoutNumbers(StepText.of(finding.next())));
        }

        private static String withoutNumbers(String text) {
            return NUMBERED.matcher(text).replaceAll("#");
        }
    }

    ToldFindings {
        told = List.copyOf(told);
    }

    /** In the order in which subjects first appear. */
    static List<ToldFindings> of(List<Finding> findings) {
        Map<PciAddress, Long> virtualFunctions = findings.stream()
                .filter(finding -> finding.physicalFunction().isPresent())
                .collect(Collectors.groupingBy(
                        finding -> finding.physicalFunction().orElseThrow(),
                        Collectors.mapping(Finding::function, Collectors.collectingAndThen(Collectors.toSet(), set ->
                                (long) set.size()))));
        Map<Subject, List<Finding>> subjects = new LinkedHashMap<>();
        for (Finding finding : findings) {
            boolean several = finding.physicalFunction()
                    .filter(physical -> virtualFunctions.getOrDefault(physical, 0L) > 1)
                    .isPresent();
            Subject subject = several
                    ? new Subject(Optional.empty(), finding.physicalFunction())
                    : new Subject(finding.function(), Optional.empty());
            subjects.computeIfAbsent(subject, _ -> new ArrayList<>()).add(finding);
        }
        List<ToldFindings> all = new ArrayList<>();
        subjects.forEach((subject, its) -> all.add(of(subject, its)));
        return all;
    }

    private static ToldFindings of(Subject subject, List<Finding> findings) {
        if (subject.physicalFunction().isEmpty()) {
            return new ToldFindings(
                    subject.function().map(address -> "Function " + address).orElse("This machine"),
                    findings.stream().map(finding -> new Told(finding, "")).toList());
        }
        SequencedSet<PciAddress> functions = new TreeSet<>();
        findings.forEach(finding -> finding.function().ifPresent(functions::add));
        return new ToldFindings(
                "%d virtual functions of %s: %s to %s"
                        .formatted(
                                functions.size(),
                                subject.physicalFunction().get(),
                                functions.getFirst(),
                                functions.getLast()),
                together(findings, functions.size()));
    }

    private static List<Told> together(List<Finding> findings, int functions) {
        Map<String, Map<Kind, List<Finding>>> checks = new LinkedHashMap<>();
        for (Finding finding : findings) {
            checks.computeIfAbsent(finding.check(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(Kind.of(finding), _ -> new ArrayList<>())
                    .add(finding);
        }
        return checks.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .map(alike -> new Told(alike.getFirst(), note(alike, functions)))
                .toList();
    }

    private static String note(List<Finding> alike, int functions) {
        Finding first = alike.getFirst();
        boolean same = alike.stream()
                .allMatch(finding ->
                        finding.read().equals(first.read()) && finding.next().equals(first.next()));
        if (alike.size() == functions) {
            return same ? "" : "all %d alike; this is the first".formatted(functions);
        }
        return "%d of %d alike; this is %s"
                .formatted(
                        alike.size(),
                        functions,
                        first.function().map(PciAddress::toString).orElse(""));
    }
}
