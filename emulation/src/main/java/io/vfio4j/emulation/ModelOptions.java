// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds options of a {@link DeviceModel}, each a name and a value. A model takes those that it knows; {@link
 * #requireAllTaken} then refuses the others.
 *
 * <p>Not thread-safe.
 */
public final class ModelOptions {
    /** Holds no options: everything is as the model has it by default. */
    public static final ModelOptions NONE = new ModelOptions(Map.of());

    private final Map<String, String> values;
    private final Set<String> left;

    private ModelOptions(Map<String, String> values) {
        this.values = Map.copyOf(values);
        this.left = new TreeSet<>(values.keySet());
    }

    /** Makes options of values by their names. */
    public static ModelOptions of(Map<String, String> values) {
        return values.isEmpty() ? NONE : new ModelOptions(values);
    }

    /** Takes a text; {@code otherwise} when it is not given. */
    public String text(String name, String otherwise) {
        left.remove(name);
        return values.getOrDefault(name, otherwise);
    }

    /**
     * Takes a number: decimal, also with a minus sign or leading zeros, or hexadecimal with {@code 0x}.
     *
     * @param otherwise the number when it is not given
     * @param least the smallest that the model can have
     * @param most the largest that the model can have
     * @throws IllegalArgumentException when it is not a number from {@code least} to {@code most}
     */
    public long number(String name, long otherwise, long least, long most) {
        String text = text(name, Long.toString(otherwise));
        try {
            long number = parse(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The message below says it.
        }
        throw new IllegalArgumentException(
                "%s must be a number from %d to %d: '%s'".formatted(name, least, most, text));
    }

    private static long parse(String text) {
        if (text.startsWith("0x") && !text.startsWith("-", 2) && !text.startsWith("+", 2)) {
            return Long.parseLong(text, 2, text.length(), 16);
        }
        if (text.startsWith("+")) {
            throw new NumberFormatException(text);
        }
        return Long.parseLong(text);
    }

    /**
     * Finds out whether the model has taken every option.
     *
     * @throws IllegalArgumentException when it has not: it does not know the others
     */
    public void requireAllTaken() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("has no option " + String.join(", ", left));
        }
    }
}
