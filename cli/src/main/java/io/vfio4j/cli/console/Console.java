// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes what a command says: results on one stream, notes and errors on the other. Always UTF-8. */
public final class Console {
    private final OutputStream out;
    private final OutputStream err;
    private final boolean color;
    private final boolean debug;

    /** Writes the contents of a JSON document. */
    public interface JsonBody {
        void write(JsonGenerator json) throws IOException;
    }

    /** Standard output could not be written. */
    public static final class OutputFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        OutputFailed(IOException cause) {
            super(cause);
            reason = String.valueOf(cause.getMessage());
        }

        /** Returns the system's words for the error. */
        public String reason() {
            return reason;
        }

        /**
         * Returns whether the reader has gone, as {@code head} does when it has read enough. A text tells, because the
         * JDK throws a plain IOException with strerror's words for EPIPE, and keeps no errno.
         */
        public boolean readerGone() {
            return reason.contains("Broken pipe") || reason.contains("Stream closed");
        }
    }

    public Console(OutputStream out, OutputStream err, boolean color, boolean debug) {
        this.out = new BufferedOutputStream(out);
        this.err = err;
        this.color = color;
        this.debug = debug;
    }

    /** Returns the console of this process's standard streams; colour only on a terminal and without NO_COLOR. */
    public static Console ofProcess() {
        return new Console(
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                terminalWithColor(),
                "1".equals(System.getenv("VFIO_DEBUG")));
    }

    /** Returns whether failures are shown with their stack traces. */
    public boolean debug() {
        return debug;
    }

    /** Returns a console on the same streams that shows stack traces. */
    public Console debugging() {
        return new Console(out, err, color, true);
    }

    public boolean color() {
        return color;
    }

    /** Writes one line of the result. */
    public void line(String text) {
        try {
            out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new OutputFailed(e);
        }
    }

    /** Writes lines of the result. */
    public void lines(Iterable<String> lines) {
        lines.forEach(this::line);
    }

    /** Writes a heading, bold on a terminal. */
    public void heading(String text) {
        line(color ? "\033[1m" + text + "\033[0m" : text);
    }

    /** Writes one JSON document of several lines. */
    public void json(JsonBody body) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter)
                .withSeparators(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
        writeJson(body, printer);
    }

    /** Writes one JSON document in one line, and passes it on at once. */
    public void jsonLine(JsonBody body) {
        writeJson(body, null);
        flush();
    }

    /** Passes on to the reader what was written. */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new OutputFailed(e);
        }
    }

    /** Writes a line for the user that is no result. */
    public void note(String text) {
        error("note: " + text);
    }

    /** Writes an error's line. Nobody can be told when that fails. */
    public void error(String text) {
        try {
            err.write(("vfio: " + Text.printable(text) + "\n").getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException _) {
            // Standard error is closed.
        }
    }

    /** Writes where a failure arose. */
    public void trace(Throwable failure) {
        PrintWriter writer = new PrintWriter(err, true, StandardCharsets.UTF_8);
        failure.printStackTrace(writer);
    }

    private void writeJson(JsonBody body, @Nullable DefaultPrettyPrinter printer) {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)) {
            if (printer != null) {
                json.setPrettyPrinter(printer);
            }
            body.write(json);
            json.flush();
            out.write('\n');
        } catch (IOException e) {
            throw new OutputFailed(e);
        }
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again in JDK 25
    private static boolean terminalWithColor() {
        String noColor = System.getenv("NO_COLOR");
        if ((noColor != null && !noColor.isEmpty()) || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        java.io.Console terminal = System.console();
        return terminal != null && terminal.isTerminal();
    }
}
