// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import io.vfio4j.cli.manual.Completion;
import io.vfio4j.cli.manual.ManPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** Writes the man pages and the shell completion, which the build puts into the download. */
final class Manual {
    private Manual() {}

    /**
     * Writes {@code man/man1/*.1} and {@code bash-completion/completions/vfio} below a folder.
     *
     * @param args the folder, as {@code share} of an installation
     */
    public static void main(String[] args) throws IOException {
        CommandLine root = Usage.of(Commands.all());
        Path share = Path.of(args[0]);
        Path pages = Files.createDirectories(share.resolve("man/man1"));
        Files.writeString(pages.resolve("vfio.1"), ManPage.of(root, Usage.version()));
        for (CommandLine command : root.getSubcommands().values()) {
            Files.writeString(
                    pages.resolve("vfio-%s.1".formatted(command.getCommandName())),
                    ManPage.of(command, Usage.version()));
        }
        Path completions = Files.createDirectories(share.resolve("bash-completion/completions"));
        Files.writeString(completions.resolve("vfio"), Completion.bash(root));
    }
}
