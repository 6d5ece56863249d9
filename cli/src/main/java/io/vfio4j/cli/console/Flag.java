// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * An option without an argument.
 *
 * @param name with its hyphens, for example {@code --json}
 * @param description a sentence or two for the help
 */
public record Flag(String name, String description) {

    /** Returns the option for the grammar of one command. */
    public OptionSpec spec() {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build();
    }

    /** Returns whether a command line has it. */
    public boolean in(ParseResult options) {
        return options.matchedOptionValue(name, false);
    }
}
