// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.console.ExitCode;
import io.vfio4j.cli.testing.Spawned;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void shouldEndWithTheExitCode() throws IOException, InterruptedException {
        try (Spawned wrong = Spawned.start("proob")) {
            assertThat(wrong.rest()).isEmpty();
            assertThat(wrong.errors().lines()).singleElement().asString().startsWith("vfio: no such command");
            assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void shouldBeQuietWhenNobodyReadsOn() throws IOException, InterruptedException {
        try (Spawned matrix = Spawned.start("matrix", "--json")) {
            matrix.stopReading();

            assertThat(matrix.errors()).isEmpty();
            assertThat(matrix.code()).isEqualTo(ExitCode.DONE);
        }
    }
}
