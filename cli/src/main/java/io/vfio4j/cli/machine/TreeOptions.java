// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.host.saved.SavedTree;
import io.vfio4j.host.tree.SystemTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Which machine's files a command reads. */
final class TreeOptions {
    private TreeOptions() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(root());
        spec.addOption(OptionSpec.builder("--from")
                .type(Path.class)
                .paramLabel("FILE")
                .description("Read another machine's files, as 'vfio doctor --save' saved them.")
                .build());
    }

    static OptionSpec root() {
        return OptionSpec.builder("--root")
                .type(Path.class)
                .paramLabel("DIR")
                .description("Read sys, proc and dev under DIR: another machine's files.")
                .build();
    }

    /** Whether the files are this machine's. */
    static boolean thisMachine(ParseResult options) {
        return !options.hasMatchedOption("--root") && !options.hasMatchedOption("--from");
    }

    /**
     * The files of this machine, or those of {@code --root} or {@code --from}.
     *
     * @throws Failure when there are none, or no PCI functions among them
     */
    static SystemTree tree(ParseResult options) {
        if (options.hasMatchedOption("--from")) {
            if (options.hasMatchedOption("--root")) {
                throw new Failure("--root and --from: give one of them");
            }
            Path archive = options.matchedOptionValue("--from", Path.of(""));
            return requirePci(saved(archive), "--from " + archive);
        }
        Path root = options.matchedOptionValue("--root", SystemTree.THIS_MACHINE);
        if (!Files.isDirectory(root)) {
            throw new Failure("--root %s: there is no such folder".formatted(root));
        }
        return requirePci(SystemTree.of(root), thisMachine(options) ? "" : "--root " + root);
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
