// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Dumps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldTellThatThereIsNoSuchFile() {
        assertThat(failure(folder.resolve("none.txt").toString())).contains("none.txt: no such file");
        assertThat(failure(folder.resolve("none.txt") + "@zz")).contains("no such file", "FILE@BB:DD.F");
    }

    @Test
    void shouldTellAFolderFromAFile() {
        assertThat(failure(folder.toString())).contains("is a folder, not a dump");
    }

    @Test
    void shouldTellWhatIsNoDump() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "Dear reader,\nthis is a letter.\n");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {0, (byte) 0xff, (byte) 0x80, 27});

        assertThat(failure(text.toString())).contains("not the output of lspci");
        assertThat(failure(empty.toString())).contains("not the output of lspci");
        assertThat(failure(binary.toString())).contains("not the output of lspci");
    }

    @Test
    void shouldTellWhereADumpIsTruncated() throws IOException {
        String text = Files.readString(Dumps.sample(folder.resolve("whole"), "3a:00.0"));
        Path truncated = Files.writeString(folder.resolve("truncated"), text.substring(0, text.length() / 2));

        assertThat(failure(truncated.toString())).containsPattern("line \\d+: (truncated|incomplete)");
    }

    @Test
    void shouldListTheFunctionsThatAreThereWhenOneIsNot() throws IOException {
        Path dump = Dumps.sample(folder.resolve("two"), "3a:00.0", "0001:3b:00.1");

        assertThat(failure(dump + "@3a:00.1"))
                .contains("has no function 0000:3a:00.1", "it has 0000:3a:00.0, 0001:3b:00.1");
    }

    @Test
    void shouldTellOfAFunctionThatIsThereTwiceOnlyThat() throws IOException {
        Path dump = Dumps.sample(folder.resolve("twice"), "3a:00.0", "3a:00.0");

        CliRun run = CliRun.of("config", "dump:" + dump, "--lspci");

        assertThat(run.err())
                .contains("has 0000:3a:00.0 2 times: taking the first")
                .doesNotContain("write @");
    }

    @Test
    void shouldTakeTheFirstFunctionAndTellTheOthers() throws IOException {
        Path dump = Dumps.sample(folder.resolve("two"), "3a:00.0", "3b:00.1");

        CliRun run = CliRun.of("config", "dump:" + dump, "--lspci");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("0000:3a:00.0 ");
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("vfio: note: ")
                .contains("0000:3b:00.1");
    }

    @Test
    void shouldTakeTheFunctionThatIsNamed() throws IOException {
        Path dump = Dumps.sample(folder.resolve("two"), "3a:00.0", "0001:3b:00.1");

        assertThat(CliRun.of("config", "dump:" + dump + "@0001:3b:00.1", "--lspci")
                        .out())
                .startsWith("0001:3b:00.1 ");
    }

    @Test
    void shouldTakeAFileWhoseNameHasAnAtSign() throws IOException {
        Path strange = Dumps.sample(folder.resolve("a@b"), "3a:00.0", "3a:00.1");
        Path stranger = Dumps.sample(folder.resolve("c@3a:00.7"), "3a:00.2");

        assertThat(CliRun.of("config", "dump:" + strange + "@3a:00.1", "--lspci")
                        .out())
                .startsWith("0000:3a:00.1 ");
        assertThat(CliRun.of("config", "dump:" + stranger, "--lspci").out()).startsWith("0000:3a:00.2 ");
    }

    @Test
    void shouldKeepAFilesControlCharactersFromTheTerminal() throws IOException {
        Path dump = Dumps.sample(folder.resolve("evil\033[31m"), "3a:00.0");

        assertThat(CliRun.of("config", "dump:" + dump).out()).doesNotContain("\033");
        assertThat(failure(folder.resolve("none\033[31m").toString())).doesNotContain("\033");
    }

    private static String failure(String reference) {
        return CliRun.of("config", "dump:" + reference).failure();
    }
}
