// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.cli.console.Option;
import io.vfio4j.host.saved.SavedTree;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Reads the options that say which machine's files a command reads. */
final class TreeOptions {
    /** Names a folder with the files. */
    static final Option<Path> ROOT =
            Option.path("--root", "DIR", "Read sys, proc and dev under DIR: another machine's files.");

    private static final Option<Path> FROM =
            Option.path("--from", "FILE", "Read another machine's files, as 'vfio doctor --save' saved them.");

    private TreeOptions() {}

    /** Adds both options to a command. */
    static void addTo(CommandSpec spec) {
        spec.addOption(ROOT.spec());
        spec.addOption(FROM.spec());
    }

    /** Returns whether the files are this machine's. */
    static boolean thisMachine(ParseResult options) {
        return ROOT.in(options).isEmpty() && FROM.in(options).isEmpty();
    }

    /**
     * Returns the files of this machine, or those of {@code --root} or {@code --from}.
     *
     * @throws Failure when there are none, or no PCI functions among them
     */
    static SystemTree tree(ParseResult options) {
        Optional<Path> archive = FROM.in(options);
        if (archive.isPresent()) {
            if (ROOT.in(options).isPresent()) {
                throw new Failure("--root and --from: give one of them");
            }
            return requirePci(saved(archive.get()), "--from " + archive.get());
        }
        Path root = ROOT.in(options).orElse(SystemTree.THIS_MACHINE);
        if (!Files.isDirectory(root)) {
            throw new Failure("--root %s: there is no such folder".formatted(root));
        }
        return requirePci(SystemTree.of(root), thisMachine(options) ? "" : "--root " + root);
    }

    /**
     * Finds the functions that a command line names, each once, in the order given.
     *
     * @throws Failure when there is none at one of the addresses
     */
    static List<SysfsFunction> functions(SystemTree tree, ParseResult options) {
        List<PciAddress> addresses = options.matchedPositionalValue(0, List.of());
        return addresses.stream()
                .distinct()
                .map(address -> SysfsFunction.find(tree, address)
                        .orElseThrow(
                                () -> new Failure("%s: there is no such function; see vfio ls".formatted(address))))
                .toList();
    }

    private static SystemTree saved(Path archive) {
        try {
            return SavedTree.read(archive);
        } catch (NoSuchFileException e) {
            throw new Failure("--from %s: there is no such file".formatted(archive), e);
        } catch (IOException e) {
            throw new Failure("--from %s: %s".formatted(archive, e.getMessage()), e);
        }
    }

    private static SystemTree requirePci(SystemTree tree, String where) {
        if (!tree.exists("/sys/bus/pci/devices")) {
            throw new Failure(
                    where.isEmpty()
                            ? "/sys/bus/pci/devices is missing: this kernel shows no PCI bus; is sysfs mounted on /sys?"
                            : where + ": sys/bus/pci/devices is missing; sys, proc and dev belong there");
        }
        return tree;
    }
}
