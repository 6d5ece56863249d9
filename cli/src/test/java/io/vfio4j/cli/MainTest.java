package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void shouldEndWithTheExitCode() throws IOException, InterruptedException {
        try (Spawned wrong = Spawned.start("proob")) {
            assertThat(wrong.rest()).isEmpty();
            assertThat(wrong.errors().lines()).singleElement().asString().startsWith("vfio: no such command");
            assertThat(wrong.code()).isEqualTo(Cli.USAGE);
        }
    }

    @Test
    void shouldBeQuietWhenNobodyReadsOn() throws IOException, InterruptedException {
        try (Spawned matrix = Spawned.start("matrix", "--json")) {
            matrix.stopReading();

            assertThat(matrix.errors()).isEmpty();
            assertThat(matrix.code()).isEqualTo(Cli.DONE);
        }
    }
}
