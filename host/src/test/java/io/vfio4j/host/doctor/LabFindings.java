// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has to be found in a machine of the lab: a section of {@code lab/expected/doctor.txt}, which tells its format.
 */
record LabFindings(String section, List<String> functions, Map<String, String> exceptions) {
    private static final Path TABLE = Path.of("..", "lab", "expected", "doctor.txt");

    static List<LabFindings> all() {
        try {
            return read(Files.readAllLines(TABLE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<LabFindings> read(List<String> lines) {
        List<LabFindings> sections = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                String functions = line.substring(end + 1).strip();
                sections.add(new LabFindings(
                        line.substring(1, end),
                        functions.isEmpty() ? List.of() : List.of(functions.split("\\s+", -1)),
                        new LinkedHashMap<>()));
            } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("checks ")) {
                String[] words = line.strip().split("\\s+", 3);
                sections.getLast().exceptions().put(words[0] + " " + words[1], words[2]);
            }
        }
        return sections;
    }

    /** {@code "ADDRESS CHECK"} of each finding that is not ok, with what is expected of it. */
    Map<String, String> expected() {
        return exceptions;
    }

    @Override
    public String toString() {
        return section;
    }
}
