// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) strictly: one value, nothing after it, no name twice, at most {@link #MAX_DEPTH} deep.
 *
 * <p>Written for VERSION messages, which are a few hundred bytes from a peer that nobody trusts, so that the protocol
 * needs no JSON library.
 */
final class JsonReader {
    /** Arrays and objects in each other; capabilities need three. */
    static final int MAX_DEPTH = 16;

    private static final int MAX_DIGITS = 40;

    private final String text;
    private int position;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Reads a text.
     *
     * @throws MalformedMessageException EINVAL for anything that is not strict JSON
     */
    static Json read(String text) {
        JsonReader reader = new JsonReader(text);
        Json value = reader.value();
        reader.skipSpace();
        if (reader.position < text.length()) {
            throw reader.unexpected("the end");
        }
        return value;
    }

    private Json value() {
        skipSpace();
        char next = peek();
        return switch (next) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Json.Text(string());
            case 't' -> literal("true", new Json.Bool(true));
            case 'f' -> literal("false", new Json.Bool(false));
            case 'n' -> literal("null", new Json.Null());
            default -> {
                if (next != '-' && !digit(next)) {
                    throw unexpected("a value");
                }
                yield number();
            }
        };
    }

    private Json object() {
        Map<String, Json> members = new LinkedHashMap<>();
        descend();
        skipSpace();
        if (!accept('}')) {
            do {
                skipSpace();
                String name = string();
                skipSpace();
                expect(':');
                if (members.put(name, value()) != null) {
                    throw malformed("a name given twice");
                }
                skipSpace();
            } while (accept(','));
            expect('}');
        }
        depth--;
        return new Json.Obj(members);
    }

    private Json array() {
        List<Json> elements = new ArrayList<>();
        descend();
        skipSpace();
        if (!accept(']')) {
            do {
                elements.add(value());
                skipSpace();
            } while (accept(','));
            expect(']');
        }
        depth--;
        return new Json.Array(elements);
    }

    private void descend() {
        position++;
        if (++depth > MAX_DEPTH) {
            throw malformed("deeper than " + MAX_DEPTH);
        }
    }

    private Json literal(String word, Json value) {
        if (!text.startsWith(word, position)) {
            throw unexpected(word);
        }
        position += word.length();
        return value;
    }

    private Json number() {
        int start = position;
        accept('-');
        if (!accept('0')) {
            digits();
        }
        boolean whole = true;
        if (accept('.')) {
            whole = false;
            digits();
        }
        if (accept('e') || accept('E')) {
            whole = false;
            if (!accept('+')) {
                accept('-');
            }
            digits();
        }
        if (!whole) {
            return new Json.Fraction();
        }
        if (position - start > MAX_DIGITS) {
            throw malformed("a number of more than " + MAX_DIGITS + " digits");
        }
        return new Json.Whole(new BigInteger(text.substring(start, position)));
    }

    private void digits() {
        if (!digit(peek())) {
            throw unexpected("a digit");
        }
        while (digit(peek())) {
            position++;
        }
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (!accept('"')) {
            char next = take();
            if (next < ' ') {
                throw malformed("a control character in a string");
            }
            value.append(next == '\\' ? escaped() : next);
        }
        return value.toString();
    }

    private char escaped() {
        char next = take();
        return switch (next) {
            case '"', '\\', '/' -> next;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw malformed("an unknown escape");
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(take(), 16);
            if (digit < 0) {
                throw malformed("a bad \\u escape");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private static boolean digit(char character) {
        return character >= '0' && character <= '9';
    }

    private boolean accept(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        position++;
        return true;
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw unexpected("'" + wanted + "'");
        }
    }

    /** Returns the next character, NUL at the end: no rule wants a NUL. */
    private char peek() {
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private char take() {
        if (position == text.length()) {
            throw unexpected("more");
        }
        return text.charAt(position++);
    }

    private MalformedMessageException unexpected(String wanted) {
        return malformed("no " + wanted);
    }

    private MalformedMessageException malformed(String what) {
        return new MalformedMessageException("JSON has %s at character %d".formatted(what, position));
    }
}
