// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

/** Reports a text that is not a complete lspci dump. The message names the line and what is wrong with it. */
public final class LspciFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    LspciFormatException(int line, String problem) {
        super("line " + line + ": " + problem);
        this.line = line;
    }

    /** The line that is wrong, from 1 on; where something is missing, the last line before it. */
    public int line() {
        return line;
    }
}
