// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

/** Names the exit codes of the command. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;
    /** The operation failed. */
    public static final int FAILED = 1;
    /** The command line is not one. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
