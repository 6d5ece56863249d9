// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.testing;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.lspci.LspciDump;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real devices of the folder that {@code vfio4j.dumps} names. */
public final class Dumps {
    private Dumps() {}

    /** Every function of every file; none where there is no folder. */
    public static List<DumpedFunction> all() {
        String folder = System.getProperty("vfio4j.dumps", "");
        if (folder.isBlank() || !Files.isDirectory(Path.of(folder))) {
            return List.of();
        }
        try (var files = Files.list(Path.of(folder))) {
            List<DumpedFunction> dumps = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                dumps.addAll(LspciDump.parse(Files.readString(file, StandardCharsets.ISO_8859_1)));
            }
            return dumps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<PciFunction> functions() {
        return all().stream().map(dump -> PciFunction.builder(dump).build()).toList();
    }
}
