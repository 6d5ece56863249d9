package io.vfio4j.cli;

/** The vfio command. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its exit code: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(new Cli(Console.ofProcess()).run(args));
    }
}
