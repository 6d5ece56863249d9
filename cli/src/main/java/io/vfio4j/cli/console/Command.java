// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Defines a command of the program: its grammar, and its work. */
public interface Command {

    /** Returns a new grammar: name, options, parameters and help. */
    CommandSpec spec();

    /**
     * Runs the command.
     *
     * @throws Failure when it cannot be done
     */
    void run(ParseResult options, Console console);
}
