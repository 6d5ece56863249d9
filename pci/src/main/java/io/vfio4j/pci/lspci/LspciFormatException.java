// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

/** Reports a text that is not a complete lspci dump. The message names the line and what is wrong with it. */
public final class LspciFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final boolean withoutFunction;

    LspciFormatException(int line, String problem) {
        this(line, problem, false);
    }

    private LspciFormatException(int line, String problem, boolean withoutFunction) {
        super("line " + line + ": " + problem);
        this.line = line;
        this.withoutFunction = withoutFunction;
    }

    /** Returns the failure of a text in which no function begins. */
    static LspciFormatException withoutFunction(int lastLine) {
        return new LspciFormatException(lastLine, "not the output of lspci -xxxx: no function in the whole text", true);
    }

    /** Returns whether no function begins in the whole text, so that it is no output of lspci at all. */
    public boolean withoutFunction() {
        return withoutFunction;
    }

    /** The line that is wrong, from 1 on; where something is missing, the last line before it. */
    public int line() {
        return line;
    }
}
