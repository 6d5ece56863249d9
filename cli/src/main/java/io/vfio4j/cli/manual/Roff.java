// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.manual;

import java.util.List;

/** A text in the markup of man pages: groff's man(7). What is given as text is shown as it is. */
final class Roff {
    private final StringBuilder page = new StringBuilder();

    /**
     * Begins a page of section 1.
     *
     * @param title the page's name, for example {@code vfio-probe}
     * @param source what it is a part of, with a version
     */
    Roff(String title, String source) {
        page.append(".\\\" Made from the command's own help.\n");
        page.append(".TH %s 1 \"\" \"%s\" \"vfio4j\"\n".formatted(escaped(title), escaped(source)));
        page.append(".nh\n.ad l\n");
    }

    /** Begins a section. */
    Roff section(String title) {
        page.append(".SH ").append(escaped(title)).append('\n');
        return this;
    }

    /** Adds a paragraph. */
    Roff paragraph(String text) {
        page.append(".PP\n");
        return line(text);
    }

    /** Adds a line of text, which is filled with its neighbours. */
    Roff line(String text) {
        page.append(atStart(escaped(text.strip()))).append('\n');
        return this;
    }

    /** Adds a term in bold with its explanation. */
    Roff term(String term, String explanation) {
        page.append(".TP\n\\fB").append(escaped(term)).append("\\fR\n");
        return line(explanation);
    }

    /** Adds lines as they are, indented and not filled. */
    Roff example(List<String> lines) {
        page.append(".PP\n.RS 2\n.nf\n");
        lines.forEach(line -> page.append(atStart(escaped(line.strip()))).append('\n'));
        page.append(".fi\n.RE\n");
        return this;
    }

    @Override
    public String toString() {
        return page.toString();
    }

    /** groff_char(7): these would else be typographic quotes, hyphens and accents, which cannot be pasted. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            escaped.append(
                    switch (c) {
                        case '\\' -> "\\(rs";
                        case '-' -> "\\-";
                        case '\'' -> "\\(aq";
                        case '`' -> "\\(ga";
                        case '^' -> "\\(ha";
                        case '~' -> "\\(ti";
                        case '"' -> "\\(dq";
                        case '\n' -> " ";
                        default -> String.valueOf(c);
                    });
        }
        return escaped.toString();
    }

    /** A dot at the start of a line begins a request. */
    private static String atStart(String line) {
        return line.startsWith(".") ? "\\&" + line : line;
    }
}
