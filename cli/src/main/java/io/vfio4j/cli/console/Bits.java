// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Flags of a register by name. */
public final class Bits {
    private Bits() {}

    /**
     * The register, and the names of the bits that are set.
     *
     * @param value at most 32 bits
     * @param names of bits 0 and up; empty for a bit that is not told
     */
    public static String of(int value, List<String> names) {
        List<String> set = new ArrayList<>();
        for (int bit = 0; bit < names.size(); bit++) {
            if ((value >>> bit & 1) != 0 && !names.get(bit).isEmpty()) {
                set.add(names.get(bit));
            }
        }
        return "%04x%s".formatted(value, set.isEmpty() ? "" : " " + String.join(" ", set));
    }
}
