// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this process holds, by what the kernel says. */
public final class Leaks {
    private Leaks() {}

    /** How many descriptors are open, besides those of the JDK's own making. */
    public static int descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.map(Leaks::target).filter(Leaks::ours).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number under which this process has a file open. */
    public static int descriptorOf(Path file) {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(link -> file.equals(target(link)))
                    .mapToInt(link -> Integer.parseInt(link.getFileName().toString()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ours(@Nullable Path target) {
        String text = String.valueOf(target);
        return text.startsWith("socket:") || text.startsWith("/memfd:") || text.startsWith("anon_inode:[eventfd]");
    }

    private static @Nullable Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException closedMeanwhile) {
            return null;
        }
    }

    /** How many mappings there are of memfds of that name. */
    public static long mappings(String memfd) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/memfd:" + memfd)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes of memory this process has in use. */
    public static long resident() {
        try {
            String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", 3)[1];
            return Long.parseLong(pages) * 4096;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many threads serve clients. */
    public static long servers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vfio-user "))
                .count();
    }
}
