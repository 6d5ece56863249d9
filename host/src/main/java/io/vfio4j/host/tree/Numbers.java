// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.tree;

import java.util.Optional;

/** Numbers in files, which may be anything. */
public final class Numbers {
    private Numbers() {}

    public static Optional<Integer> decimal(String text) {
        try {
            return Optional.of(Integer.parseInt(text.strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Up to 64 bits, with or without {@code 0x}. */
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
