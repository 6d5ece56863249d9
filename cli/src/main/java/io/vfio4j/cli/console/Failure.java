// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import org.jspecify.annotations.Nullable;

/** A command that could not do what it was asked for; its message is the line that the user reads. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what happened to what, and what to try, in one line without a full stop
     */
    public Failure(String message) {
        this(message, null);
    }

    public Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
