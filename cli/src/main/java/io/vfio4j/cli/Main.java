// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import io.vfio4j.cli.console.Console;

/** The vfio command. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(new Cli(Console.ofProcess()).run(args));
    }
}
