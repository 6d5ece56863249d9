// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Command;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Flag;
import io.vfio4j.cli.console.Option;
import io.vfio4j.cli.console.Options;
import io.vfio4j.host.sysfs.Inventory;
import io.vfio4j.host.tree.SystemTree;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vfio ls}: every function, and what VFIO, IOMMU and PASID are to it. */
public final class LsCommand implements Command {
    private static final Flag PASID =
            new Flag("--pasid", "Only functions that have PASID, or may have it for all that can be read.");
    private static final Option<String> DRIVER = Option.text(
            "--driver", "NAME", "Only functions bound to this driver; 'none' for those bound to no driver.");
    private static final Option<Integer> IOMMU_GROUP = new Option<>(
            "--iommu-group",
            "N",
            Integer.class,
            LsCommand::groupNumber,
            List.of(),
            "Only functions of this IOMMU group.");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("ls");
        spec.addOption(Options.JSON.spec());
        spec.addOption(PASID.spec());
        spec.addOption(DRIVER.spec());
        spec.addOption(IOMMU_GROUP.spec());
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
        Optional<String> driver = DRIVER.in(options);
        Optional<Integer> group = IOMMU_GROUP.in(options);
        List<Inventory.Entry> entries = Inventory.of(tree)
                .entries(
                        driver.map(LsCommand::drivenBy).orElse(_ -> true),
                        group.<Predicate<Optional<Integer>>>map(wanted -> found -> found.equals(Optional.of(wanted)))
                                .orElse(_ -> true));
        if (PASID.in(options)) {
            entries = entries.stream().filter(LsCommand::mayHavePasid).toList();
        }
        List<Inventory.Entry> found = entries;
        if (Options.JSON.in(options)) {
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
