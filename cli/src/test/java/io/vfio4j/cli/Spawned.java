package io.vfio4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** This command in a process of its own, whose output a test reads as it comes. */
final class Spawned implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private Spawned(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static Spawned start(String... arguments) throws IOException {
        return new Spawned(new ProcessBuilder(VfioProcess.command(arguments)).start());
    }

    /** The next line of standard output. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("the process ended: " + errors());
        }
        return line;
    }

    /** What is left of standard output, once the process has ended. */
    List<String> rest() {
        return out.lines().toList();
    }

    /** Standard error, once the process has ended. */
    String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Stops reading, as {@code head} does when it has enough. */
    void stopReading() throws IOException {
        out.close();
    }

    /** Sends a signal, for example {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for the end. */
    int code() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
