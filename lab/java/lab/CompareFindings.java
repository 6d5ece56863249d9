// SPDX-License-Identifier: Apache-2.0
package lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what {@code vfio doctor --json} says with a section of a table.
 *
 * <pre>java lab.CompareFindings SECTION TABLE JSON EXIT-STATUS</pre>
 */
final class CompareFindings {
    private CompareFindings() {}

    public static void main(String[] arguments) throws IOException {
        String section = arguments[0];
        ExpectedFindings table = ExpectedFindings.read(Path.of(arguments[1]));
        Map<String, String> found = findings(Path.of(arguments[2]));
        List<String> wrong = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>(table.keys(section));
        keys.addAll(found.keySet());
        for (String key : keys) {
            String actual = found.getOrDefault(key, "absent");
            if (!table.matches(section, key, actual)) {
                wrong.add("%s: expected %s, found %s".formatted(key, table.expected(section, key), actual));
            }
        }
        String status = found.values().stream().anyMatch(value -> value.startsWith("problem ")) ? "1" : "0";
        if (!status.equals(arguments[3])) {
            wrong.add("exit code %s, expected %s".formatted(arguments[3], status));
        }
        wrong.forEach(text -> System.out.printf("LAB fail %s %s%n", section, text));
        if (wrong.isEmpty()) {
            System.out.printf(
                    "LAB ok %s doctor: %d findings as expected, exit code %s; %s%n",
                    section, found.size(), status, table.cause(section));
        }
    }

    /** {@code "ADDRESS CHECK"} to {@code "VERDICT READ; NEXT"}; the machine's address is a hyphen. */
    private static Map<String, String> findings(Path file) throws IOException {
        Map<String, String> findings = new LinkedHashMap<>();
        Map<String, String> finding = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.END_OBJECT
                        && json.getParsingContext().inArray()) {
                    findings.put(
                            finding.get("function") + " " + finding.get("check"),
                            "%s %s; %s".formatted(finding.get("verdict"), finding.get("read"), finding.get("next")));
                } else if (json.currentToken().isScalarValue()) {
                    boolean none = json.currentToken() == JsonToken.VALUE_NULL;
                    finding.put(json.currentName(), none ? "-" : json.getText());
                }
            }
        }
        return findings;
    }
}
