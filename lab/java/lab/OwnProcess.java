// SPDX-License-Identifier: Apache-2.0
package lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel says of this process: what it must give back. */
final class OwnProcess {
    private static final Path STATUS = Path.of("/proc/self/status");

    private OwnProcess() {}

    static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /** What containers have pinned of its memory, which the kernel counts as locked: KiB. */
    static long pinned() throws IOException {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmLck:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
