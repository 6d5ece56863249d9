// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import io.vfio4j.cli.console.Options;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The device model that was asked for, and where its user keeps models.
 *
 * @param name of the model or its class
 * @param options what is said of the device
 * @param modulePath folders and jars of modules with further models
 * @param classPath folders and jars of classes with further models
 */
record DeviceOption(String name, Map<String, String> options, List<Path> modulePath, List<Path> classPath) {
    private static final String DEVICE = "--device";
    private static final String MODULE_PATH = "--module-path";
    private static final String CLASS_PATH = "--class-path";
    private static final String DEFAULT = "sample";

    /** A name and its options as they are written: {@code adder,lanes=4}. */
    private record Choice(String name, Map<String, String> options) {}

    /** Returns {@code --device}, which excludes a dump. */
    static ArgSpec device() {
        return OptionSpec.builder(DEVICE)
                .paramLabel("NAME|CLASS[,KEY=VALUE]...")
                .type(Choice.class)
                .converters(Options.reading(DeviceOption::choice))
                .completionCandidates(List.of("adder", DEFAULT))
                .description("The device model to serve, by its name or class. Default: sample. An unknown name lists "
                        + "those that there are.")
                .build();
    }

    /** Adds the options that say where further models are. */
    static void addPaths(CommandSpec spec) {
        spec.addOption(path(MODULE_PATH, "Folders and jars of modules that provide device models of your own."));
        spec.addOption(path(CLASS_PATH, "Folders and jars of classes that provide device models of your own."));
    }

    private static OptionSpec path(String name, String description) {
        return OptionSpec.builder(name)
                .paramLabel("PATH[%sPATH]...".formatted(File.pathSeparator))
                .type(List.class)
                .auxiliaryTypes(Path.class)
                .splitRegex(File.pathSeparator)
                .converters(Options.reading(text -> existing(name, text)))
                .description(description)
                .build();
    }

    /** Reads what the user chose. */
    static DeviceOption of(ParseResult parsed) {
        Choice choice = parsed.matchedOptionValue(DEVICE, new Choice(DEFAULT, Map.of()));
        return new DeviceOption(
                choice.name(),
                choice.options(),
                parsed.matchedOptionValue(MODULE_PATH, List.of()),
                parsed.matchedOptionValue(CLASS_PATH, List.of()));
    }

    private static Choice choice(String text) {
        List<String> words = List.of(text.split(",", -1));
        Map<String, String> options = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 1 || options.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "--device takes NAME,KEY=VALUE,..., each KEY once: '%s' in '%s'".formatted(word, text));
            }
        }
        return new Choice(words.getFirst(), options);
    }

    private static Path existing(String option, String text) {
        Path path = Path.of(text);
        if (text.isEmpty() || !Files.exists(path)) {
            throw new IllegalArgumentException("%s: no such file or folder: '%s'".formatted(option, text));
        }
        return path;
    }
}
