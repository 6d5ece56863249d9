package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
