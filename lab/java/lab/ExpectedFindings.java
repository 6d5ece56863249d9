// SPDX-License-Identifier: Apache-2.0
package lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table of what {@code vfio doctor} has to find; its format is told in {@code lab/expected/doctor.txt}. */
final class ExpectedFindings {
    private final List<String> machineChecks = new ArrayList<>();
    private final List<String> functionChecks = new ArrayList<>();
    private final Map<String, List<String>> functions = new HashMap<>();
    private final Map<String, Map<String, String>> exceptions = new HashMap<>();

    static ExpectedFindings read(Path table) throws IOException {
        ExpectedFindings expected = new ExpectedFindings();
        String section = "";
        for (String line : Files.readAllLines(table)) {
            String[] words = line.strip().split("\\s+", 3);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (words[0].equals("checks")) {
                (words[1].equals("machine") ? expected.machineChecks : expected.functionChecks)
                        .addAll(List.of(words[2].split("\\s+")));
            } else if (line.startsWith("[")) {
                section = words[0].substring(1, words[0].length() - 1);
                String all = line.substring(line.indexOf(']') + 1).strip();
                expected.functions.put(section, all.isEmpty() ? List.of() : List.of(all.split("\\s+")));
                expected.exceptions.put(section, new HashMap<>());
            } else {
                expected.exceptions.get(section).put(words[0] + " " + words[1], words[2].replaceAll("\\s+", " "));
            }
        }
        return expected;
    }

    /** Address and check of each finding that there must be, or must not be. */
    List<String> keys(String section) {
        List<String> keys = new ArrayList<>();
        machineChecks.forEach(check -> keys.add("- " + check));
        for (String function : functions.getOrDefault(section, List.of())) {
            functionChecks.forEach(check -> keys.add(function + " " + check));
        }
        exceptions.getOrDefault(section, Map.of()).keySet().stream()
                .filter(key -> !keys.contains(key))
                .forEach(keys::add);
        return keys;
    }

    /** A verdict, and a phrase where there is one. */
    String expected(String section, String key) {
        return exceptions
                .getOrDefault(section, Map.of())
                .getOrDefault(key, keys(section).contains(key) ? "ok" : "absent");
    }

    boolean matches(String section, String key, String actual) {
        String[] wanted = expected(section, key).split(" ", 2);
        return actual.split(" ", 2)[0].equals(wanted[0]) && (wanted.length == 1 || actual.contains(wanted[1]));
    }

    /** The first problem that the table names with a phrase. */
    String cause(String section) {
        return keys(section).stream()
                .map(key -> expected(section, key))
                .filter(text -> text.startsWith("problem "))
                .findFirst()
                .map(text -> "the cause: " + text.substring("problem ".length()))
                .orElse("no problem");
    }
}
