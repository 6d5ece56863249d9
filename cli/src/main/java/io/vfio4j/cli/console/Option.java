// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * An option with an argument.
 *
 * @param name with its hyphens, for example {@code --driver}
 * @param label what stands for the argument in the help
 * @param type of the argument
 * @param reader reads the argument; throws IllegalArgumentException with the user's message
 * @param words what may be written, for completion; empty when that is not a list of words
 * @param description a sentence or two for the help
 */
public record Option<T>(
        String name, String label, Class<T> type, ITypeConverter<T> reader, List<String> words, String description) {

    public Option {
        words = List.copyOf(words);
    }

    /** Returns an option whose argument is any text. */
    public static Option<String> text(String name, String label, String description) {
        return new Option<>(name, label, String.class, text -> text, List.of(), description);
    }

    /** Returns an option whose argument is a path. */
    public static Option<Path> path(String name, String label, String description) {
        return new Option<>(name, label, Path.class, Path::of, List.of(), description);
    }

    /** Returns an option whose argument is a constant of an enum, in small letters. */
    public static <E extends Enum<E>> Option<E> choice(String name, String label, Class<E> type, String description) {
        return new Option<>(name, label, type, Options.oneOf(type, name), Options.names(type), description);
    }

    /** Returns the option for the grammar of one command. */
    public OptionSpec spec() {
        OptionSpec.Builder builder = OptionSpec.builder(name)
                .type(type)
                .paramLabel(label)
                .converters(Options.reading(reader))
                .description(description);
        return (words.isEmpty() ? builder : builder.completionCandidates(words)).build();
    }

    /** Returns the argument, if a command line has the option. */
    public Optional<T> in(ParseResult options) {
        return options.hasMatchedOption(name)
                ? Optional.of(options.matchedOption(name).<T>getValue())
                : Optional.empty();
    }
}
