// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.testing.CliRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OneLineLoggersTest {

    /** The option holds for the whole process, so for other tests too. */
    @BeforeEach
    @AfterEach
    void tellLittle() {
        OneLineLoggers.debug(false);
    }

    @Test
    void shouldNameWhatWasThrownWhenItsMessageSaysTooLittle() {
        assertThat(printed(new IllegalStateException("no licence"))).isEqualTo("vfio: failed: no licence\n");
        assertThat(printed(new IllegalStateException())).isEqualTo("vfio: failed: java.lang.IllegalStateException\n");
        assertThat(printed(new NoClassDefFoundError("user/Part")))
                .isEqualTo("vfio: failed: java.lang.NoClassDefFoundError: user/Part\n");
    }

    private String printed(Throwable thrown) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            new OneLineLoggers()
                    .getLogger("io.vfio4j.vfiouser", getClass().getModule())
                    .log(System.Logger.Level.ERROR, "failed", thrown);
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldTellEverythingWithTheOption() {
        System.Logger logger =
                new OneLineLoggers().getLogger("io.vfio4j.vfiouser", getClass().getModule());

        CliRun.of("matrix", "--debug");

        assertThat(logger.isLoggable(System.Logger.Level.DEBUG)).isTrue();
    }
}
