// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that runs as its user starts it: on the JDK of this test, in a process of its own. */
final class Program implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private Program(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = process.inputReader();
    }

    /** Starts Java with arguments of its launcher. */
    static Program java(List<String> arguments) throws IOException {
        return new Program(arguments);
    }

    /** Starts the command that this build has made, as {@code ./vfio} does. */
    static Program vfio(Object... arguments) throws IOException {
        return new Program(with(
                List.of(
                        "--enable-native-access=io.vfio4j.linux",
                        "--module-path",
                        Projects.ROOT.resolve("cli/target/modules").toString(),
                        "--module",
                        "io.vfio4j.cli/io.vfio4j.cli.Main"),
                arguments));
    }

    /** Starts a program of a project in examples/. */
    static Program example(Projects.Kind kind, String project, String name, Object... arguments) throws IOException {
        Path folder = Projects.built(kind, project);
        Path classes = folder.resolve("classes");
        Path libraries = folder.resolve("lib");
        String main = "example.%s.%s".formatted(project, name);
        return new Program(with(
                switch (kind) {
                    case MODULES ->
                        List.of(
                                "--enable-native-access=" + nativeModule(libraries),
                                "--module-path",
                                classes + File.pathSeparator + libraries,
                                "--module",
                                "example.%s/%s".formatted(project, main));
                    case CLASS_PATH ->
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "--class-path",
                                classes + File.pathSeparator + libraries.resolve("*"),
                                main);
                },
                arguments));
    }

    /** Returns the only module that makes native calls; a project without it needs no permission. */
    private static String nativeModule(Path libraries) {
        String[] linux = libraries.toFile().list((_, name) -> name.startsWith("vfio4j-linux"));
        return linux == null || linux.length == 0 ? "java.base" : "io.vfio4j.linux";
    }

    private static List<String> with(List<String> start, Object... arguments) {
        List<String> all = new ArrayList<>(start);
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        return all;
    }

    /** Returns the next line that it prints. */
    String line() throws IOException {
        return output.readLine();
    }

    /** Waits until the program has ended without a failure, and returns the rest of what it printed. */
    List<String> rest() throws IOException, InterruptedException {
        List<String> lines = output.readAllLines();
        assertThat(process.waitFor()).describedAs(String.join("\n", lines)).isZero();
        return lines;
    }

    /** Ends its standard input, on which the servers among the examples end, and waits as {@link #rest}. */
    List<String> end() throws IOException, InterruptedException {
        process.outputWriter().close();
        return rest();
    }

    /** Ends a program that is still there. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
