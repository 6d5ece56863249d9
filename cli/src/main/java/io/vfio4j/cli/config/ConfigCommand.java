// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Options;
import io.vfio4j.cli.targets.KernelOption;
import io.vfio4j.cli.targets.Target;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.pci.lspci.LspciDump;
import java.util.List;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code vfio config}: a configuration space decoded, drawn, dumped, or compared with another one. */
public final class ConfigCommand implements Command {

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
                .addArg(flag("--lspci", "A dump that `lspci -F FILE` reads."))
                .addArg(flag("--hex", "The bytes."))
                .addArg(flag("--map", "A picture: which bytes belong to what."))
                .addArg(flag("--diff", "What differs between two targets, by capability and field."))
                .build());
        KernelOption.addOpeningTo(spec);
        spec.addOption(Options.json());
        spec.usageMessage()
                .header("Show a configuration space: decoded, as a picture, as a dump, or compared.")
                .description(KernelOption.OPENING)
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
        boolean diff = options.matchedOptionValue("--diff", false);
        boolean drawn = options.hasMatchedOption("--lspci")
                || options.hasMatchedOption("--hex")
                || options.hasMatchedOption("--map");
        if (targets.size() != (diff ? 2 : 1)) {
            throw new ParameterException(
                    options.commandSpec().commandLine(),
                    diff ? "--diff takes two targets, A and B" : "one target at a time; two with --diff");
        }
        if (drawn && Options.json(options)) {
            throw new ParameterException(
                    options.commandSpec().commandLine(), "--json goes with the decoded list and with --diff only");
        }
        KernelOptions kernel = KernelOption.of(options);
        ConfigView view = ConfigView.of(targets.getFirst(), kernel, console);
        if (diff) {
            diff(view, ConfigView.of(targets.getLast(), kernel, console), Options.json(options), console);
        } else if (Options.json(options)) {
            console.json(json -> ConfigJson.list(view, json));
        } else if (options.matchedOptionValue("--lspci", false)) {
            LspciDump.format(List.of(view.function())).lines().forEach(console::line);
        } else if (options.matchedOptionValue("--map", false)) {
            MapText.write(view, console);
        } else if (options.matchedOptionValue("--hex", false)) {
            ConfigText.hex(view, console);
        } else {
            ConfigText.list(view, console);
        }
    }

    private static void diff(ConfigView a, ConfigView b, boolean asJson, Console console) {
        List<ConfigDiff.Difference> differences = ConfigDiff.of(Sections.of(a.config()), Sections.of(b.config()));
        if (asJson) {
            console.json(json -> ConfigJson.diff(a, b, differences, json));
        } else {
            ConfigText.diff(a, b, differences, console);
        }
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build();
    }
}
