// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.manual;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes the shell completion of the command line: tables of commands and options, and a script that reads them. */
public final class Completion {
    private static final String TABLES = "# tables\n";

    private Completion() {}

    /** Returns a script for bash, which zsh runs through its bashcompinit. */
    public static String bash(CommandLine root) {
        StringBuilder tables = new StringBuilder();
        table(tables, "commands", List.of("echo '" + String.join(" ", names(root)) + "'"));
        table(tables, "options", byCommand(root, spec -> Stream.of(entry(spec.name(), options(spec)))));
        table(tables, "parameters", byCommand(root, Completion::parameters));
        table(tables, "arguments", byCommand(root, Completion::arguments));
        return template().replace(TABLES, tables);
    }

    private interface Entries {
        Stream<String> of(CommandSpec spec);
    }

    private static List<String> byCommand(CommandLine root, Entries entries) {
        List<String> lines = new ArrayList<>();
        lines.add("case $1 in");
        Stream.concat(Stream.of(root), root.getSubcommands().values().stream())
                .map(CommandLine::getCommandSpec)
                .flatMap(entries::of)
                .forEach(line -> lines.add("  " + line));
        lines.add("esac");
        return lines;
    }

    private static void table(StringBuilder tables, String name, List<String> body) {
        tables.append("_vfio_").append(name).append("() {\n");
        body.forEach(line -> tables.append("  ").append(line).append('\n'));
        tables.append("}\n");
    }

    private static String entry(String key, String value) {
        return "'%s') echo '%s' ;;".formatted(key, value);
    }

    private static List<String> names(CommandLine root) {
        return Stream.concat(root.getSubcommands().keySet().stream(), Stream.of("help"))
                .toList();
    }

    private static String options(CommandSpec spec) {
        return visible(spec)
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(name -> name.startsWith("--"))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static Stream<String> parameters(CommandSpec spec) {
        return spec.positionalParameters().stream().map(parameter -> entry(spec.name(), kind(parameter)));
    }

    /** Returns the options that take an argument. */
    private static Stream<String> arguments(CommandSpec spec) {
        return visible(spec)
                .filter(option -> option.arity().max() > 0)
                .map(option -> entry(spec.name() + " " + option.longestName(), kind(option)));
    }

    private static Stream<OptionSpec> visible(CommandSpec spec) {
        return spec.options().stream().filter(option -> !option.hidden());
    }

    /** Returns {@code file}, {@code folder}, {@code address}, {@code target}, words, or else {@code text}. */
    private static String kind(ArgSpec argument) {
        String label = argument.paramLabel();
        if (argument.completionCandidates() != null) {
            return "words " + String.join(" ", argument.completionCandidates());
        }
        if (label.equals("DIR")) {
            return "folder";
        }
        if (label.equals("TARGET") || label.equals("ADDRESS")) {
            return label.equals("TARGET") ? "target" : "address";
        }
        return label.startsWith("FILE")
                        || label.startsWith("PATH")
                        || argument.type().equals(Path.class)
                ? "file"
                : "text";
    }

    private static String template() {
        try (InputStream text = Completion.class.getResourceAsStream("completion.bash")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
