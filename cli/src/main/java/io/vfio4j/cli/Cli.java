// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.ExitCode;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.console.OneLineLoggers;
import io.vfio4j.device.VfioException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Finds the command that is asked for, runs it, and turns whatever goes wrong into one line and an exit code. */
public final class Cli {
    /** The option of every command that adds stack traces to failures. */
    static final String DEBUG = "--debug";

    private Console console;

    public Cli(Console console) {
        this.console = console;
    }

    /** Runs a command line and returns the exit code. Never throws. */
    @SuppressWarnings("CatchingUnchecked") // whatever it is, the user gets one line and not a stack trace
    public int run(String... args) {
        try {
            int code = dispatch(helpAsOption(args));
            console.flush();
            return code;
        } catch (ParameterException e) {
            return wrongUsage(e);
        } catch (Console.OutputFailed e) {
            return e.readerGone() ? ExitCode.DONE : failed(e, "cannot write the output: " + e.reason());
        } catch (Failure | VfioException e) {
            return failed(e, Reason.of(e));
        } catch (Throwable e) {
            return failed(e, "internal error: %s; please report it with the output of VFIO_DEBUG=1".formatted(e));
        }
    }

    private int dispatch(String[] args) {
        Optional<Command> command = Arrays.stream(args)
                .filter(arg -> !arg.startsWith("-"))
                .findFirst()
                .flatMap(Commands::named)
                .map(Commands::create);
        CommandLine root = Usage.of(command.map(List::of).orElseGet(Commands::all));
        if (args.length == 0) {
            throw new ParameterException(root, "no command given");
        }
        ParseResult parsed = root.parseArgs(args);
        if (!parsed.unmatched().isEmpty()) {
            throw new UnmatchedArgumentException(root, parsed.unmatched());
        }
        for (CommandLine line : parsed.asCommandLineList()) {
            if (line.isUsageHelpRequested()) {
                console.line(line.getUsageMessage(console.color() ? Ansi.ON : Ansi.OFF)
                        .stripTrailing());
                return ExitCode.DONE;
            }
        }
        if (root.isVersionHelpRequested()) {
            console.line("vfio " + Usage.version());
            return ExitCode.DONE;
        }
        if (command.isEmpty() || !parsed.hasSubcommand()) {
            throw new ParameterException(root, "no command given");
        }
        ParseResult options = parsed.subcommand();
        if (options.matchedOptionValue(DEBUG, false)) {
            console = console.debugging();
            OneLineLoggers.debug();
        }
        command.get().run(options, console);
        return ExitCode.DONE;
    }

    private int wrongUsage(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        console.error("%s; see %s --help".formatted(oneLine(wording(e)), command));
        if (console.debug()) {
            console.trace(e);
        }
        return ExitCode.USAGE;
    }

    private static String wording(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.isUnknownOption()) {
            String argument = unmatched.getUnmatched().getFirst();
            boolean root = e.getCommandLine().getParent() == null;
            String guess = String.join(" or ", root ? unmatched.getSuggestions() : List.of());
            return "%s '%s'%s"
                    .formatted(
                            root ? "no such command:" : "one argument too many:",
                            argument,
                            guess.isEmpty() ? "" : ", did you mean %s?".formatted(guess));
        }
        if (e instanceof MutuallyExclusiveArgsException) {
            // picocli lists them with their values.
            List<String> names = Pattern.compile("--[a-z-]+")
                    .matcher(String.valueOf(e.getMessage()))
                    .results()
                    .map(MatchResult::group)
                    .toList();
            return String.join(" and ", names) + ": give one of them";
        }
        return e.getCause() instanceof TypeConversionException cause
                ? String.valueOf(cause.getMessage())
                : String.valueOf(e.getMessage());
    }

    private int failed(Throwable e, String line) {
        flushQuietly();
        console.error(oneLine(line));
        if (console.debug()) {
            console.trace(e);
        }
        return ExitCode.FAILED;
    }

    private void flushQuietly() {
        try {
            console.flush();
        } catch (Console.OutputFailed _) {
            // The failure that is being told matters more.
        }
    }

    /** {@code vfio help COMMAND} is {@code vfio COMMAND --help}. */
    private static String[] helpAsOption(String[] args) {
        if (args.length == 0 || !args[0].equals("help")) {
            return args;
        }
        return Stream.concat(Arrays.stream(args).skip(1), Stream.of("--help")).toArray(String[]::new);
    }

    private static String oneLine(String text) {
        return String.join(
                " ",
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }
}
