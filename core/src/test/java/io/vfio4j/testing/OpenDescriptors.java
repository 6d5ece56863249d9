// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The descriptors and mappings of this process, to be compared before and after. */
public final class OpenDescriptors {
    private OpenDescriptors() {}

    /**
     * What each of this process's descriptors is, by number, without those of files: the JVM opens jars when it likes.
     */
    public static Map<Integer, String> snapshot() {
        TreeMap<Integer, String> open = new TreeMap<>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : entries) {
                try {
                    String what = Files.readSymbolicLink(entry).toString();
                    if (!what.startsWith("/") || what.startsWith("/memfd:")) {
                        open.put(Integer.valueOf(entry.getFileName().toString()), what);
                    }
                } catch (IOException closedMeanwhile) {
                    // The descriptor of the folder itself, or one that another thread has closed.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /** The lines of /proc/self/maps that contain a text, such as a memfd's name. */
    public static List<String> mappings(String text) {
        try {
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> Objects.requireNonNull(line).contains(text))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
