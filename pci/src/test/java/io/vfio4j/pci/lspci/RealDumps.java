// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The dumps of the folder that the system property {@code vfio4j.dumps} names, and those of the tests' own. */
public final class RealDumps {
    private RealDumps() {}

    /** The folder's files; skips the test when there are none. */
    public static List<Path> files() {
        String folder = System.getProperty("vfio4j.dumps", "");
        assumeTrue(!folder.isBlank() && Files.isDirectory(Path.of(folder)), "no folder of dumps in vfio4j.dumps");
        try (var files = Files.list(Path.of(folder))) {
            List<Path> dumps = files.filter(Files::isRegularFile).sorted().toList();
            assumeTrue(!dumps.isEmpty(), "no dumps in " + folder);
            return dumps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A made-up accelerator with every capability that has a decoder, as {@code lspci -vvv -xxxx} would print it. */
    public static String accelerator() {
        try (var dump = RealDumps.class.getResourceAsStream("accelerator.txt")) {
            if (dump == null) {
                throw new IllegalStateException("accelerator.txt is missing from the test resources");
            }
            return new String(dump.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
