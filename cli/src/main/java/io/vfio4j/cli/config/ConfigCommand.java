// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Flag;
import io.vfio4j.cli.console.Options;
import io.vfio4j.cli.targets.OpeningOptions;
import io.vfio4j.cli.targets.Target;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.pci.lspci.LspciDump;
import java.util.List;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code vfio config}: a configuration space decoded, drawn, dumped, or compared with another one. */
public final class ConfigCommand implements Command {
    private static final Flag LSPCI = new Flag("--lspci", "A dump that `lspci -F FILE` reads.");
    private static final Flag HEX = new Flag("--hex", "The bytes.");
    private static final Flag MAP = new Flag("--map", "A picture: which bytes belong to what.");
    private static final Flag DIFF = new Flag("--diff", "What differs between two targets, by capability and field.");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("config");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("1..2")
                .required(true)
                .paramLabel("TARGET")
                .type(List.class)
                .auxiliaryTypes(Target.class)
                .converters(Options.reading(Target::parse))
                .description(Target.FORMS + "; two with --diff.")
                .build());
        spec.addArgGroup(ArgGroupSpec.builder()
                .exclusive(true)
                .multiplicity("0..1")
                .addArg(LSPCI.spec())
                .addArg(HEX.spec())
                .addArg(MAP.spec())
                .addArg(DIFF.spec())
                .build());
        OpeningOptions.addOpeningTo(spec);
        spec.addOption(Options.JSON.spec());
        spec.usageMessage()
                .header("Show a configuration space: decoded, as a picture, as a dump, or compared.")
                .description(OpeningOptions.OPENING)
                .footer(
                        "  vfio config vfio-user:/tmp/nic.sock",
                        "  vfio config dump:lspci.txt --map",
                        "  vfio config vfio-user:/tmp/nic.sock --lspci > nic.txt; lspci -F nic.txt -vv",
                        "  vfio config --diff dump:lspci.txt vfio-user:/tmp/nic.sock");
        return spec;
    }

    @Override
    public void run(ParseResult options, Console console) {
        List<Target> targets = options.matchedPositional(0).getValue();
        boolean diff = DIFF.in(options);
        boolean drawn = LSPCI.in(options) || HEX.in(options) || MAP.in(options);
        if (targets.size() != (diff ? 2 : 1)) {
            throw new ParameterException(
                    options.commandSpec().commandLine(),
                    diff ? "--diff takes two targets, A and B" : "one target at a time; two with --diff");
        }
        if (drawn && Options.JSON.in(options)) {
            throw new ParameterException(
                    options.commandSpec().commandLine(), "--json goes with the decoded list and with --diff only");
        }
        KernelOptions kernel = OpeningOptions.of(options);
        ConfigView view = ConfigView.of(targets.getFirst(), kernel, console);
        if (diff) {
            diff(view, ConfigView.of(targets.getLast(), kernel, console), Options.JSON.in(options), console);
        } else if (Options.JSON.in(options)) {
            console.json(json -> ConfigJson.list(view, json));
        } else if (LSPCI.in(options)) {
            LspciDump.format(List.of(view.function())).lines().forEach(console::line);
        } else if (MAP.in(options)) {
            MapText.write(view, console);
        } else if (HEX.in(options)) {
            ConfigText.hex(view, console);
        } else {
            ConfigText.list(view, console);
        }
    }

    private static void diff(ConfigView a, ConfigView b, boolean asJson, Console console) {
        List<ConfigDiff.Difference> differences = ConfigDiff.of(Section.of(a.config()), Section.of(b.config()));
        if (asJson) {
            console.json(json -> ConfigJson.diff(a, b, differences, json));
        } else {
            ConfigText.diff(a, b, differences, console);
        }
    }
}
