package io.vfio4j.cli;

import org.jspecify.annotations.Nullable;

/** A command that could not do what it was asked for; its message is the line that the user reads. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what happened to what, and what to try, in one line without a full stop
     */
    Failure(String message) {
        this(message, null);
    }

    Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
