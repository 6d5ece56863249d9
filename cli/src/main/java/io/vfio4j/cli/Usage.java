// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import io.vfio4j.cli.console.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Builds the grammar of the command line: {@code vfio}, its commands, and the options that all of them have. */
final class Usage {
    private Usage() {}

    /** Returns a parser of the command line that knows the commands given. */
    static CommandLine of(List<Command> commands) {
        CommandLine root = new CommandLine(root());
        commands.forEach(command -> root.addSubcommand(new CommandLine(withCommonOptions(command.spec()))));
        return root;
    }

    /** Returns the version of this build, or {@code unknown}. */
    static String version() {
        try (InputStream text = Usage.class.getResourceAsStream("version.txt")) {
            return text == null ? "unknown" : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException _) {
            return "unknown";
        }
    }

    private static CommandSpec root() {
        CommandSpec spec = CommandSpec.create().name("vfio");
        spec.addOption(help());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
        spec.usageMessage()
                .header("Serve, probe and inspect PCI functions the way Linux's VFIO shows them.")
                .synopsisSubcommandLabel("COMMAND")
                .commandListHeading("%nCommands:%n")
                .optionListHeading("%nOptions:%n")
                .footerHeading("%n")
                .footer(
                        "Begin with:   vfio demo",
                        "A command:    vfio help COMMAND",
                        "",
                        "Exit codes: 0 done, 1 the operation failed, 2 wrong usage.");
        return spec;
    }

    private static CommandSpec withCommonOptions(CommandSpec spec) {
        spec.addOption(help());
        spec.addOption(OptionSpec.builder(Cli.DEBUG)
                .type(boolean.class)
                .hidden(true)
                .description("Show where in the program a failure arose.")
                .build());
        spec.usageMessage()
                .optionListHeading("%nOptions:%n")
                .parameterListHeading("%n")
                .footerHeading("%nExamples:%n")
                .abbreviateSynopsis(false);
        return spec;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build();
    }
}
