package io.vfio4j.cli;

import io.vfio4j.kernel.sysfs.SystemTree;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Which machine's files a command reads. */
final class TreeOptions {
    private TreeOptions() {}

    static OptionSpec root() {
        return OptionSpec.builder("--root")
                .type(Path.class)
                .paramLabel("DIR")
                .description("Read sys, proc and dev under DIR: another machine's files.")
                .build();
    }

    /**
     * The files of this machine, or those under {@code --root}.
     *
     * @throws Failure when there are no PCI functions to be found
     */
    static SystemTree tree(ParseResult options) {
        Path root = options.matchedOptionValue("--root", SystemTree.THIS_MACHINE);
        if (!Files.isDirectory(root)) {
            throw new Failure("--root %s: there is no such folder".formatted(root));
        }
        return requirePci(SystemTree.of(root), root);
    }

    private static SystemTree requirePci(SystemTree tree, Path root) {
        if (!tree.exists("/sys/bus/pci/devices")) {
            throw new Failure(
                    root.equals(SystemTree.THIS_MACHINE)
                            ? "/sys/bus/pci/devices is missing: this kernel shows no PCI bus; is sysfs mounted on /sys?"
                            : "--root %s: sys/bus/pci/devices is missing; DIR is where sys, proc and dev are"
                                    .formatted(root));
        }
        return tree;
    }
}
