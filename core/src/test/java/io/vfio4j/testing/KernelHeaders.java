// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernel's headers for user space that ABI numbers are checked against. */
final class KernelHeaders {
    private static final Pattern VERSION = Pattern.compile("(?m)^#define LINUX_VERSION_CODE (\\d+)$");
    private static final Path SYSTEM = Path.of("/usr/include");

    private static final Found FOUND = find();

    private KernelHeaders() {}

    /**
     * Headers that were found.
     *
     * @param folder where {@code linux/version.h} is
     * @param version LINUX_VERSION_CODE, 0 when not known
     */
    record Found(Path folder, int version) {
        /** What the compiler is told. */
        List<String> options() {
            return folder.equals(SYSTEM) ? List.of() : List.of("-I", folder.toString());
        }

        @Override
        public String toString() {
            return "%d.%d".formatted(version >> 16, version >> 8 & 0xff);
        }
    }

    static Found found() {
        return FOUND;
    }

    static int code(int major, int minor) {
        return major << 16 | minor << 8;
    }

    private static Found find() {
        Found found = lab().orElseGet(() -> new Found(SYSTEM, version(SYSTEM)));
        System.out.printf("ABI numbers are checked against the headers of Linux %s in %s%n", found, found.folder());
        return found;
    }

    /** The newest of the lab's. */
    private static Optional<Found> lab() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path root =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        Path lab = root.resolve("vfio4j");
        if (!Files.isDirectory(lab)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(lab)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("headers-"))
                    .map(folder -> folder.resolve("include"))
                    .map(folder -> new Found(folder, version(folder)))
                    .filter(found -> found.version() > 0)
                    .max(Comparator.comparingInt(Found::version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int version(Path folder) {
        Path header = folder.resolve("linux/version.h");
        if (!Files.isReadable(header)) {
            return 0;
        }
        try {
            Matcher line = VERSION.matcher(Files.readString(header));
            return line.find() ? Integer.parseInt(line.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
