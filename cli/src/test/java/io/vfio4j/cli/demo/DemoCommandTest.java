// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Spawned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    private static final Pattern FOLDER = Pattern.compile("Its sockets in\\s+(/\\S+):");

    @Test
    void shouldTellTheStoryFromBeginningToEnd() {
        List<String> lines = CliRun.of("demo").lines();

        assertThat(lines)
                .containsSubsequence(
                        "1. A device is served, without hardware",
                        "2. Another process reads the PF's list of capabilities",
                        "   11 capabilities, and PASID is not among them.",
                        "3. The same process asks the PF for the report",
                        "      feature 11, translated: 03 00 14 00: 20 bits, execute, privileged, enabled",
                        "4. A third process asks the VF",
                        "      feature 11, translated: 03 00 14 00: 20 bits, execute, privileged, enabled",
                        "5. What the hardware really has",
                        "      0x168  Process Address Space ID      -");
        assertThat(folderIn(String.join("\n", lines))).doesNotExist();
    }

    @Test
    void shouldLeaveNothingBehindWhenInterrupted() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        try (Spawned demo = Spawned.start("demo")) {
            while (!FOLDER.matcher(text).find()) {
                text.append(demo.line()).append('\n');
            }
            demo.signal("INT");
            demo.rest();
            demo.code();
        }

        assertThat(folderIn(text.toString())).doesNotExist();
    }

    private static Path folderIn(String text) {
        Matcher found = FOLDER.matcher(text);
        assertThat(found.find()).isTrue();
        return Path.of(found.group(1));
    }
}
