// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs for client and server. Logging never fails: the JDK's own handler opens files and loads classes, which a process
 * that has too many files open cannot do, and a server must outlive that.
 */
public final class Log {
    private static final System.Logger LOGGER = System.getLogger("io.vfio4j.vfiouser");

    private Log() {}

    /**
     * Loads the logger early: a process that is out of descriptors can no longer load classes.
     */
    public static void prepare() {
        log(Level.TRACE, () -> "ready");
    }

    /** Logs what happened; the text is only made when somebody reads it. */
    public static void log(Level level, Supplier<String> text) {
        log(level, text, null);
    }

    /** Logs a failure with its stack. */
    public static void log(Level level, Supplier<String> text, @Nullable Throwable failure) {
        try {
            if (LOGGER.isLoggable(level)) {
                LOGGER.log(level, text.get(), failure);
            }
        } catch (RuntimeException | Error unwritable) {
            // There is nowhere else to say it.
        }
    }
}
