// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import io.vfio4j.cli.console.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This command in another process. Closing it ends the process. */
public final class VfioProcess implements AutoCloseable {
    private final Process process;
    private final Path errors;

    private VfioProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /**
     * Starts a process.
     *
     * @param main the class that starts the command
     * @param errors a file to be made, for what it writes to standard error
     * @param arguments the command line, without {@code vfio}
     */
    static VfioProcess start(Class<?> main, Path errors, String... arguments) throws IOException {
        Process process = new ProcessBuilder(command(main, arguments))
                .redirectError(errors.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        return new VfioProcess(process, errors);
    }

    long id() {
        return process.pid();
    }

    /**
     * Waits for its end.
     *
     * @return what it wrote to standard output
     * @throws Failure when it failed, with what it said
     */
    String output() throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            String said = Files.readString(errors).lines().findFirst().orElse("without a word");
            throw new Failure("process %d ended with exit code %d, and said: %s".formatted(process.pid(), code, said));
        }
        return output;
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** The launcher that started this, else the same Java on the same modules or class path; with a command line. */
    public static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        String launcher = System.getProperty("vfio.launcher");
        if (launcher != null && Files.isExecutable(Path.of(launcher))) {
            command.add(launcher);
            command.addAll(List.of(arguments));
            return command;
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        String modules = System.getProperty("jdk.module.path");
        if (main.getModule().isNamed() && modules != null) {
            command.addAll(List.of(
                    "--enable-native-access=io.vfio4j.linux",
                    "--module-path",
                    modules,
                    "--module",
                    main.getModule().getName() + "/" + main.getName()));
        } else {
            command.addAll(List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--class-path",
                    System.getProperty("java.class.path"),
                    main.getName()));
        }
        command.addAll(List.of(arguments));
        return command;
    }
}
