// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.testing.CliRun;
import org.junit.jupiter.api.Test;

class OneLineLoggersTest {

    @Test
    void shouldTellEverythingWithTheOption() {
        System.Logger logger =
                new OneLineLoggers().getLogger("io.vfio4j.user", getClass().getModule());

        CliRun.of("matrix", "--debug");

        assertThat(logger.isLoggable(System.Logger.Level.DEBUG)).isTrue();
    }
}
