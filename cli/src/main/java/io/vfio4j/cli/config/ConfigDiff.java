// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.pci.capability.Capability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares two decoded configuration spaces by capability and field. */
final class ConfigDiff {
    private final List<Difference> differences = new ArrayList<>();

    /**
     * A difference.
     *
     * @param section of the header or of which capability
     * @param field of which field; null when the capability as a whole is on one side only
     * @param left what A has; null when it has nothing like it
     * @param right what B has; null when it has nothing like it
     */
    record Difference(
            Section section,
            @Nullable String field,
            @Nullable String left,
            @Nullable String right) {}

    private ConfigDiff() {}

    /** The differences in the order of A, then what only B has. */
    static List<Difference> of(List<Section> a, List<Section> b) {
        ConfigDiff diff = new ConfigDiff();
        Map<String, Section> left = byKey(a);
        Map<String, Section> right = byKey(b);
        left.forEach((key, section) -> diff.compare(section, right.get(key)));
        right.forEach((key, section) -> {
            if (!left.containsKey(key)) {
                diff.differences.add(new Difference(section, null, null, place(section)));
            }
        });
        return diff.differences;
    }

    private void compare(Section left, @Nullable Section right) {
        if (right == null) {
            differences.add(new Difference(left, null, place(left), null));
            return;
        }
        compare(left, "Offset", place(left), place(right));
        if (left.capability() != null
                && right.capability() != null
                && left.capability().extended()) {
            compare(left, "Version", version(left.capability()), version(right.capability()));
        }
        Map<String, String> ours = values(left);
        Map<String, String> theirs = values(right);
        ours.forEach((name, value) -> compare(left, name, value, theirs.get(name)));
        theirs.forEach((name, value) -> {
            if (!ours.containsKey(name)) {
                compare(left, name, null, value);
            }
        });
    }

    private void compare(Section section, String field, @Nullable String left, @Nullable String right) {
        if (left == null ? right != null : !left.equals(right)) {
            differences.add(new Difference(section, field, left, right));
        }
    }

    /** Section by what they are; the second of a kind is another one than the first. */
    private static Map<String, Section> byKey(List<Section> sections) {
        Map<String, Section> byKey = new LinkedHashMap<>();
        for (Section section : sections) {
            Capability capability = section.capability();
            String kind = capability == null ? "header" : capability.extended() + ":" + capability.id();
            int occurrence = 1;
            while (byKey.containsKey(kind + "#" + occurrence)) {
                occurrence++;
            }
            byKey.put(kind + "#" + occurrence, section);
        }
        return byKey;
    }

    private static Map<String, String> values(Section section) {
        Map<String, String> values = new LinkedHashMap<>();
        section.fields().forEach(field -> values.put(field.label(), field.value()));
        return values;
    }

    private static String place(Section section) {
        return "at 0x%03x".formatted(section.offset());
    }

    private static String version(Capability capability) {
        return Integer.toString(capability.version());
    }
}
