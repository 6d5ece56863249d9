// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Writes log messages as the command's other lines on standard error; a stack trace when debugging only. */
public final class OneLineLoggers extends System.LoggerFinder {
    private static volatile boolean debug = "1".equals(System.getenv("VFIO_DEBUG"));

    /** For the service loader. */
    public OneLineLoggers() {}

    /** From now on everything is told; the option is seen after the first loggers were made. */
    public static void debug() {
        debug(true);
    }

    /** Tells everything from now on, or no longer. */
    static void debug(boolean everything) {
        debug = everything;
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new OneLineLogger(name);
    }

    private record OneLineLogger(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            Level least = debug && name.startsWith("io.vfio4j") ? Level.DEBUG : Level.WARNING;
            return level != Level.OFF && level.getSeverity() >= least.getSeverity();
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                write(thrown == null ? String.valueOf(message) : message + ": " + reason(thrown));
                if (debug && thrown != null) {
                    thrown.printStackTrace();
                }
            }
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
            if (isLoggable(level)) {
                boolean pattern = format != null && parameters != null && parameters.length > 0;
                write(pattern ? MessageFormat.format(format, parameters) : String.valueOf(format));
            }
        }

        /** Returns the message, or the class where there is none or where it says little: an error of the JVM. */
        private static String reason(Throwable thrown) {
            String message = thrown.getMessage();
            return message == null || thrown instanceof Error ? thrown.toString() : message;
        }

        private static void write(String line) {
            PrintStream err = System.err;
            byte[] bytes = ("vfio: " + Text.printable(line) + "\n").getBytes(StandardCharsets.UTF_8);
            err.write(bytes, 0, bytes.length);
            err.flush();
        }
    }
}
