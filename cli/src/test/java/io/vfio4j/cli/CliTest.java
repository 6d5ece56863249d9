// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.ExitCode;
import io.vfio4j.cli.testing.CliRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {

    @ParameterizedTest
    @EnumSource(Commands.class)
    void shouldHelpWithEveryCommandAndGiveAnExample(Commands command) {
        CliRun help = CliRun.of(command.id(), "--help");

        assertThat(help.lines()).anyMatch(line -> line.startsWith("  vfio " + command.id()));
        assertThat(CliRun.of("help", command.id())).isEqualTo(help);
    }

    @Test
    void shouldListEveryCommandInTheHelp() {
        CliRun help = CliRun.of("--help");

        for (Commands command : Commands.values()) {
            assertThat(help.lines()).anyMatch(line -> line.startsWith("  " + command.id() + " "));
        }
        assertThat(CliRun.of("help")).isEqualTo(help);
        assertThat(CliRun.of("-h")).isEqualTo(help);
    }

    @Test
    void shouldTellItsVersion() {
        assertThat(CliRun.of("--version").lines()).singleElement().asString().matches("vfio \\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void shouldRefuseACommandThatDoesNotExist() {
        assertThat(CliRun.of("proob").usage())
                .contains("no such command: 'proob'", "did you mean", "probe", "vfio --help");
        assertThat(CliRun.of("help", "proob").usage()).contains("no such command: 'proob'");
    }

    @Test
    void shouldRefuseAnEmptyCommandLine() {
        assertThat(CliRun.of().usage()).contains("no command given", "vfio --help");
    }

    @Test
    void shouldRefuseAnOptionThatDoesNotExist() {
        assertThat(CliRun.of("matrix", "--jason").usage()).contains("--jason", "vfio matrix --help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "file:/tmp/x", "/tmp/x.sock", "vfio-user:", "dump:", "pci:", "pci:0:0:0", ""})
    void shouldRefuseATargetThatIsNone(String target) {
        assertThat(CliRun.of("probe", target).usage()).contains("vfio probe --help");
    }

    @Test
    void shouldNotEndInSilenceWhenTheOutputCannotBeWritten() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = new Cli(new Console(failing("No space left on device"), err, false, false)).run("matrix");

        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("vfio: cannot write the output: No space left on device\n");
    }

    @Test
    void shouldBeQuietWhenTheReaderHasReadEnough() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = new Cli(new Console(failing("Broken pipe"), err, false, false)).run("matrix", "--json");

        assertThat(code).isEqualTo(ExitCode.DONE);
        assertThat(err.size()).isZero();
    }

    @Test
    void shouldUseColourOnATerminalOnly() {
        assertThat(CliRun.with(true, "matrix").out()).contains("\033[1m");
        assertThat(CliRun.with(false, "matrix").out()).doesNotContain("\033");
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }
}
