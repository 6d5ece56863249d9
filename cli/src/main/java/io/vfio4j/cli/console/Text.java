// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lays text out in the 80 columns of a terminal. */
public final class Text {
    /** Columns of a line. */
    public static final int WIDTH = 80;

    private static final Pattern WORD = Pattern.compile("\\s+");

    private Text() {}

    /** Returns text without control characters: what a peer or a file says must not steer the terminal. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> printable.appendCodePoint(Character.isISOControl(c) || isDirectional(c) ? '?' : c));
        return printable.toString();
    }

    /** Returns text cut to a width, with three dots where it was cut. */
    public static String fit(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 3)) + "...";
    }

    /** Returns a paragraph in lines that fit, each with an indent. A word longer than a line gets a line to itself. */
    public static List<String> wrap(String paragraph, int indent) {
        return wrap(" ".repeat(indent), " ".repeat(indent), paragraph);
    }

    /** Returns a paragraph in lines that fit, with a first line that begins differently. */
    public static List<String> wrap(String first, String following, String paragraph) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        int start = first.length();
        for (String word : WORD.splitAsStream(paragraph.strip()).toList()) {
            boolean empty = line.length() == start;
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(following);
                start = following.length();
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Returns a number of bytes for people: {@code 16 MiB}, {@code 256 bytes}. */
    public static String size(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        int unit = 0;
        long value = bytes;
        while (unit < units.length - 1 && value != 0 && (value & 1023) == 0) {
            value >>>= 10;
            unit++;
        }
        return Long.toUnsignedString(value) + " " + units[unit];
    }

    private static boolean isDirectional(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}
