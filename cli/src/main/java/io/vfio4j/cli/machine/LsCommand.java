// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Options;
import io.vfio4j.host.sysfs.Inventory;
import io.vfio4j.host.tree.SystemTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code vfio ls}: every function, and what VFIO, IOMMU and PASID are to it. */
public final class LsCommand implements Command {

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("ls");
        spec.addOption(Options.json());
        spec.addOption(OptionSpec.builder("--pasid")
                .type(boolean.class)
                .description("Only functions that have PASID, or may have it for all that can be read.")
                .build());
        spec.addOption(OptionSpec.builder("--driver")
                .type(String.class)
                .paramLabel("NAME")
                .description("Only functions bound to this driver; 'none' for those bound to no driver.")
                .build());
        spec.addOption(OptionSpec.builder("--iommu-group")
                .type(Integer.class)
                .paramLabel("N")
                .converters(Options.reading(LsCommand::groupNumber))
                .description("Only functions of this IOMMU group.")
                .build());
        TreeOptions.addTo(spec);
        spec.usageMessage()
                .header("List the PCI functions: driver, IOMMU group, VFIO device, ATS, PASID.")
                .footer(
                        "  vfio ls",
                        "  vfio ls --pasid",
                        "  vfio ls --driver vfio-pci --json | jq .functions[].address");
        return spec;
    }

    @Override
    public void run(ParseResult options, Console console) {
        SystemTree tree = TreeOptions.tree(options);
        Optional<String> driver = Optional.ofNullable(options.matchedOptionValue("--driver", null));
        Optional<Integer> group = Optional.ofNullable(options.matchedOptionValue("--iommu-group", null));
        List<Inventory.Entry> entries = Inventory.of(tree)
                .entries(
                        driver.map(LsCommand::drivenBy).orElse(_ -> true),
                        group.<Predicate<Optional<Integer>>>map(wanted -> found -> found.equals(Optional.of(wanted)))
                                .orElse(_ -> true));
        if (options.matchedOptionValue("--pasid", false)) {
            entries = entries.stream().filter(LsCommand::mayHavePasid).toList();
        }
        List<Inventory.Entry> found = entries;
        if (Options.json(options)) {
            console.json(json -> LsJson.write(found, json));
        } else {
            LsText.write(found, console);
        }
    }

    private static Predicate<Optional<String>> drivenBy(String wanted) {
        return wanted.equals("none") ? Optional::isEmpty : found -> found.equals(Optional.of(wanted));
    }

    private static Integer groupNumber(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("--iommu-group takes a number: '%s' is none".formatted(text));
        }
    }

    private static boolean mayHavePasid(Inventory.Entry entry) {
        return !entry.pasid().readable() || entry.pasid().structure().isPresent();
    }
}
