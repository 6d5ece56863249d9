// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One of the commands: what it takes, and what it does. */
public interface Command {

    /** Name, options, parameters and help. */
    CommandSpec spec();

    /**
     * Does it.
     *
     * @throws Failure when it cannot be done
     */
    void run(ParseResult options, Console console);
}
