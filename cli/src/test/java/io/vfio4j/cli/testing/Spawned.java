// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.testing;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vfio4j.cli.Main;
import io.vfio4j.cli.demo.VfioProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** This command in a process of its own, whose output a test reads as it comes. */
public final class Spawned implements AutoCloseable {
    private static final int SIGINT = 2;

    private final Process process;
    private final BufferedReader out;

    private Spawned(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    public static Spawned start(String... arguments) throws IOException {
        return new Spawned(new ProcessBuilder(VfioProcess.command(Main.class, arguments)).start());
    }

    /** The next line of standard output. */
    public String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("the process ended: " + errors());
        }
        return line;
    }

    /** What is left of standard output, once the process has ended. */
    public List<String> rest() {
        return out.lines().toList();
    }

    /** Standard error, once the process has ended. */
    public String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Stops reading, as {@code head} does when it has enough. */
    public void stopReading() throws IOException {
        out.close();
    }

    /** Sends a signal, for example {@code INT}; aborts the test where the process has inherited to ignore SIGINT. */
    public void signal(String name) throws IOException, InterruptedException {
        assumeFalse(
                name.equals("INT") && ignoresSigint(),
                "SIGINT is ignored by whatever runs in the background of a script");
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private boolean ignoresSigint() throws IOException {
        String mask = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .substring("SigIgn:".length())
                .strip();
        return (Long.parseUnsignedLong(mask, 16) >>> (SIGINT - 1) & 1) != 0;
    }

    /** Waits for the end. */
    public int code() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
