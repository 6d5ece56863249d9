// SPDX-License-Identifier: Apache-2.0
package lab;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What differed for one function: by byte, each with the first access that showed it. */
final class DifferenceLog {
    private static final int SHOWN = 24;

    private final String name;
    private final ConfigOwner owner;
    private final Differences meant;
    private final byte[] different = new byte[4096];
    private final Map<String, String> found = new LinkedHashMap<>();
    private final Map<String, Integer> excused = new TreeMap<>();
    private final Set<String> explained = new LinkedHashSet<>();
    private final List<String> failures = new ArrayList<>();

    DifferenceLog(String name, ConfigOwner owner, Differences meant) {
        this.name = name;
        this.owner = owner;
        this.meant = meant;
    }

    void fail(String what) {
        failures.add(what);
    }

    /** A bit that has differed counts once, until it is equal again. */
    void compare(int offset, byte[] kernel, byte[] model, int length, String when) {
        for (int i = 0; i < length; i++) {
            byte bits = (byte) (kernel[i] ^ model[i]);
            if ((bits & ~different[offset + i]) != 0) {
                note(offset + i, kernel[i] & 0xff, model[i] & 0xff, when);
            }
            different[offset + i] = bits;
        }
    }

    private void note(int offset, int kernel, int model, String when) {
        Set<String> reasons = meant.reasons(owner, offset, kernel, model);
        String place = meant.describe(owner, offset);
        if (!reasons.isEmpty()) {
            explained.addAll(reasons);
            excused.merge(place, kernel ^ model, (before, now) -> before | now);
            return;
        }
        found.putIfAbsent(place, "0x%03x (%s) is %02x, ours %02x, %s".formatted(offset, place, kernel, model, when));
    }

    /** Prints how it went since the last time, and which bits have made use of the table. */
    void report(String what) {
        failures.addAll(found.values());
        found.clear();
        if (failures.isEmpty()) {
            System.out.printf("LAB ok %s %s, all equal%s%n", name, what, because());
        }
        for (String failure : failures.subList(0, Math.min(failures.size(), SHOWN))) {
            System.out.printf("LAB fail %s %s%n", name, failure);
        }
        if (failures.size() > SHOWN) {
            System.out.printf("LAB fail %s and %d more%n", name, failures.size() - SHOWN);
        }
        failures.clear();
        explained.clear();
        excused.forEach((place, bits) -> System.out.printf("LAB at difference %s %s: bits %02x%n", name, place, bits));
        excused.clear();
    }

    static String hex(byte[] value) {
        return HexFormat.of().formatHex(value);
    }

    private String because() {
        return explained.isEmpty() ? "" : " but for: " + String.join(", ", explained);
    }
}
