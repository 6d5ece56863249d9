// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/** The man pages and the completion have what the commands have. */
class ManualTest {
    @TempDir
    private Path share = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Manual.main(new String[] {share.toString()});
    }

    @Test
    void shouldDescribeEveryCommandAndOption() throws IOException {
        String all = page("vfio");
        for (Commands command : Commands.values()) {
            String page = page("vfio-" + command.id());
            assertThat(all).contains("\\fBvfio\\-%s(1)".formatted(command.id()));
            assertThat(page).contains(".SH NAME", ".SH SYNOPSIS", ".SH EXAMPLES", ".SH EXIT STATUS");
            for (OptionSpec option : command.create().spec().options()) {
                assertThat(page).contains(option.longestName().replace("-", "\\-"));
            }
        }
    }

    @Test
    void shouldHideFromThePagesWhatTheHelpHides() throws IOException {
        assertThat(page("vfio-probe")).doesNotContain("\\-\\-debug");
    }

    @Test
    void shouldCompleteCommands() throws Exception {
        assertThat(completed("vfio d")).containsExactly("demo ", "doctor ");
        assertThat(completed("vfio help unb")).containsExactly("unbind ");
    }

    @Test
    void shouldCompleteOptions() throws Exception {
        assertThat(completed("vfio ls --json --p")).containsExactly("--pasid ");
        assertThat(completed("vfio probe --de")).isEmpty();
    }

    @Test
    void shouldCompleteTheWordsOfAnOption() throws Exception {
        assertThat(completed("vfio probe --way ")).containsExactly("auto ", "cdev ", "group ");
        assertThat(completed("vfio serve --expose h")).containsExactly("hardware ");
        assertThat(completed("vfio ls --driver ")).isEmpty();
    }

    @Test
    void shouldCompleteFilesWhereFilesAreMeant() throws Exception {
        Files.writeString(share.resolve("a dump.txt"), "");
        Files.createDirectory(share.resolve("a-folder"));

        assertThat(completed("vfio ls --from a")).containsExactly("a\\ dump.txt ", "a-folder/");
        assertThat(completed("vfio ls --root a")).containsExactly("a-folder/");
        assertThat(completed("vfio serve --config=a-")).containsExactly("a-folder/");
    }

    @Test
    void shouldCompleteTargets() throws Exception {
        Files.writeString(share.resolve("nic.txt"), "");

        assertThat(completed("vfio config ")).containsExactly("vfio-user:", "pci:", "dump:");
        assertThat(completed("vfio config dump:n")).containsExactly("nic.txt ");
    }

    private String page(String name) throws IOException {
        return Files.readString(share.resolve("man/man1/" + name + ".1"));
    }

    /** The offers of bash, whose readline replaces what follows the last colon or equals sign. */
    private List<String> completed(String line) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        ". bash-completion/completions/vfio; COMP_LINE=$1 COMP_POINT=${#1}; _vfio_complete;"
                                + " [ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"",
                        "bash",
                        line)
                .directory(share.toFile())
                .redirectErrorStream(true)
                .start();
        String offers = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(offers).isZero();
        return offers.lines().toList();
    }
}
