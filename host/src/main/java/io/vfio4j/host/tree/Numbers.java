// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import java.util.Optional;

/** Parses numbers in files, which may be anything. */
public final class Numbers {
    private Numbers() {}

    /** Parses a signed number of 32 bits; empty for anything else. */
    public static Optional<Integer> decimal(String text) {
        try {
            return Optional.of(Integer.parseInt(text.strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Parses up to 64 bits, with or without {@code 0x}; empty for anything else. */
    public static Optional<Long> hexadecimal(String text) {
        String digits = text.strip();
        if (digits.startsWith("0x")) {
            digits = digits.substring(2);
        }
        try {
            return Optional.of(Long.parseUnsignedLong(digits, 16));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
