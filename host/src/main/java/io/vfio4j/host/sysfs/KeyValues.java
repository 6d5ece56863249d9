// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import java.util.LinkedHashMap;
import java.util.Map;

/** Parses files of lines {@code KEY=value}. */
final class KeyValues {
    private KeyValues() {}

    /** Returns the values by key, in order; lines without a key are left out. */
    static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        return values;
    }
}
