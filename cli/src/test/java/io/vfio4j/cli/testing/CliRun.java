// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vfio4j.cli.Cli;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.ExitCode;
import io.vfio4j.cli.console.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a command line did.
 *
 * @param code the exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CliRun(int code, String out, String err) {
    /** A path that the user chose is as long as it is. */
    private static final Pattern TARGET_ALONE = Pattern.compile("([AB]  )?(dump|vfio-user):\\S+");

    /** Runs a command line in this process, without colour. */
    public static CliRun of(String... args) {
        return with(false, args);
    }

    /** Runs a command line in this process, as on a terminal when {@code color}. */
    public static CliRun with(boolean color, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new Cli(new Console(out, err, color, false)).run(args);
        return new CliRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Standard output, after checking that the command succeeded quietly and kept to 80 columns. */
    public List<String> lines() {
        assertThat(err).isEmpty();
        assertThat(code).isZero();
        List<String> lines = out.lines().toList();
        assertThat(lines)
                .filteredOn(line -> !TARGET_ALONE.matcher(line).matches())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Text.WIDTH));
        return lines;
    }

    /** Standard output as JSON, after checking that the command succeeded. */
    public JsonNode json() throws JsonProcessingException {
        assertThat(err).isEmpty();
        assertThat(code).isZero();
        return new ObjectMapper().readTree(out);
    }

    /** The one line that says why it failed. */
    public String failure() {
        return onlyLine(ExitCode.FAILED);
    }

    /** The one line that says what is wrong with the command line. */
    public String usage() {
        return onlyLine(ExitCode.USAGE);
    }

    private String onlyLine(int expected) {
        assertThat(code).as(err).isEqualTo(expected);
        assertThat(out).isEmpty();
        assertThat(err.lines()).hasSize(1);
        assertThat(err).startsWith("vfio: ").doesNotContain("Exception").endsWith("\n");
        return err.strip();
    }
}
