// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real lspci of pciutils, reading a dump. */
final class Lspci {
    private static final Pattern CAPABILITY = Pattern.compile("\tCapabilities: \\[([0-9a-f]{2,3})(?: v\\d+)?] (.*)");

    /** A line of the capability list: where, and what lspci calls it. */
    record Line(int offset, String title) {}

    private Lspci() {}

    /** Runs {@code lspci -F}; skips the test where it is not installed. */
    static String run(String dump, String... options) throws IOException, InterruptedException {
        List<Path> places = List.of(Path.of("/usr/bin/lspci"), Path.of("/usr/sbin/lspci"), Path.of("/sbin/lspci"));
        Path lspci = places.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(lspci != null, "lspci (pciutils) is not installed");
        Path file = Files.createTempFile("vfio4j", ".lspci");
        try {
            Files.writeString(file, dump);
            List<String> command = new ArrayList<>(List.of(String.valueOf(lspci), "-F", file.toString()));
            command.addAll(List.of(options));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
            return output;
        } finally {
            Files.delete(file);
        }
    }

    /** The capability lines of the text of one function. */
    static List<Line> capabilities(String text) {
        List<Line> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher matcher = CAPABILITY.matcher(line);
            if (matcher.matches()) {
                String title = matcher.group(2).toLowerCase(Locale.ROOT);
                lines.add(new Line(Integer.parseInt(matcher.group(1), 16), title));
            }
        }
        return lines;
    }
}
