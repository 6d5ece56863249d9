// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.pci.PciAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function in a file of lspci output: {@code FILE[@BB:DD.F]}.
 *
 * @param file where the dump is; {@code -} for standard input
 * @param address which of its functions; empty for the first
 */
public record DumpReference(Path file, Optional<PciAddress> address) {
    private static final Pattern WITH_ADDRESS =
            Pattern.compile("(.+)@((?:[0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[01][0-9a-fA-F]\\.[0-7])");

    /** Reads a reference. A file whose whole name is the text is that file, whatever it ends in. */
    public static DumpReference parse(String text) {
        Matcher form = WITH_ADDRESS.matcher(text);
        if (!form.matches() || Files.exists(Path.of(text))) {
            return new DumpReference(Path.of(text), Optional.empty());
        }
        return new DumpReference(Path.of(form.group(1)), Optional.of(PciAddress.parse(form.group(2))));
    }

    boolean standardInput() {
        return file.toString().equals("-");
    }

    @Override
    public String toString() {
        return address.map(found -> file + "@" + found).orElse(file.toString());
    }
}
