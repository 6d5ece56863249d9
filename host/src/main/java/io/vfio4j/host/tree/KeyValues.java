// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import java.util.LinkedHashMap;
import java.util.Map;

/** Files of lines {@code KEY=value}. */
public final class KeyValues {
    private KeyValues() {}

    public static Map<String, String> parse(String text) {
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
