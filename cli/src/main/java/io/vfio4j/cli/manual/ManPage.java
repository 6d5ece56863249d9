// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Writes a command's help as a man page. */
public final class ManPage {
    private static final String PROGRAM = "vfio";

    private ManPage() {}

    /**
     * Returns the page of {@code vfio} itself or of one of its commands.
     *
     * @param version the version that the page's foot names
     */
    public static String of(CommandLine command, String version) {
        CommandSpec spec = command.getCommandSpec();
        boolean root = spec.parent() == null;
        UsageMessageSpec help = spec.usageMessage();
        Roff page = new Roff(pageOf(spec), "vfio4j " + version);
        page.section("NAME").line(pageOf(spec) + " - " + purpose(spec));
        page.section("SYNOPSIS").line(synopsis(command));
        page.section("DESCRIPTION").line(String.join(" ", help.header()));
        String description = formatted(help.description());
        if (!description.isEmpty()) {
            page.paragraph(description);
        }
        if (root) {
            page.paragraph("TARGET, the JSON and its keys are explained in docs/cli.md of the distribution.");
            page.section("COMMANDS");
            command.getSubcommands()
                    .values()
                    .forEach(each -> page.term(pageOf(each.getCommandSpec()) + "(1)", purpose(each.getCommandSpec())));
        }
        page.section("OPTIONS");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            page.term(parameter.paramLabel(), formatted(parameter.description()));
        }
        for (OptionSpec option : visible(spec)) {
            page.term(usage(option), formatted(option.description()));
        }
        if (root) {
            environment(page);
        } else {
            page.section("EXAMPLES").example(Arrays.asList(help.footer()));
        }
        exitStatus(page);
        page.section("SEE ALSO").line(seeAlso(command));
        return page.toString();
    }

    private static void environment(Roff page) {
        page.section("ENVIRONMENT")
                .term("VFIO_DEBUG", "1 adds the stack trace of a failure, and the server's log.")
                .term("NO_COLOR", "Not empty: no colour on a terminal.")
                .term("VFIO4J_PASID_FEATURE", "As --pasid-feature of vfio-probe(1).");
    }

    private static void exitStatus(Roff page) {
        page.section("EXIT STATUS")
                .term("0", "Done.")
                .term("1", "The operation failed; a line on standard error says why.")
                .term("2", "Wrong usage.");
    }

    private static String seeAlso(CommandLine command) {
        CommandLine root = command.getParent() == null ? command : command.getParent();
        return Stream.concat(Stream.of(root), root.getSubcommands().values().stream())
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !pageOf(spec).equals(pageOf(command.getCommandSpec())))
                .map(spec -> pageOf(spec) + "(1)")
                .collect(Collectors.joining(", "));
    }

    private static String pageOf(CommandSpec spec) {
        return spec.parent() == null ? PROGRAM : PROGRAM + "-" + spec.name();
    }

    /** Returns the help's headline as whatis(1) has them: no capital, no full stop. */
    private static String purpose(CommandSpec spec) {
        String header = String.join(" ", spec.usageMessage().header());
        return header.substring(0, 1).toLowerCase(Locale.ROOT)
                + header.substring(1).replaceAll("\\.$", "");
    }

    private static String synopsis(CommandLine command) {
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
        return help.synopsis(0).replaceAll("\\s+", " ");
    }

    private static List<OptionSpec> visible(CommandSpec spec) {
        return spec.options().stream().filter(option -> !option.hidden()).toList();
    }

    private static String usage(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }

    /** picocli's texts are format strings. */
    private static String formatted(String[] text) {
        return String.join(" ", text).formatted().strip();
    }
}
