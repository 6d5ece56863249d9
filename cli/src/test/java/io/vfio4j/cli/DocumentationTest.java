// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vfio4j.cli.serve.ServedFunctions;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Dumps;
import io.vfio4j.cli.testing.Serving;
import io.vfio4j.devices.SampleModel;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.ModelOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/** Every command, option and JSON key is in the manual, the pages of docs. */
class DocumentationTest {
    @TempDir
    private Path folder = Path.of("");

    private String manual = "";

    @BeforeEach
    void readManual() throws IOException {
        StringBuilder pages = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("../docs"), "*.md")) {
            for (Path file : files) {
                pages.append(Files.readString(file));
            }
        }
        manual = pages.toString();
    }

    @Test
    void shouldNameEveryCommandAndOption() {
        for (Commands command : Commands.values()) {
            assertThat(manual).containsPattern("vfio " + command.id() + "\\b");
            for (OptionSpec option : command.create().spec().options()) {
                assertThat(manual).as(command.id()).contains(option.longestName());
            }
        }
    }

    @Test
    void shouldNameEveryKeyOfTheJson() throws IOException {
        Path socket = folder.resolve("s");
        Set<String> keys = new TreeSet<>();
        Path dump = Dumps.sample(folder.resolve("dump"), "3a:00.0");
        try (ServedFunctions _ = Serving.start(
                new SampleModel().function(ModelOptions.NONE).build(), socket, EmulatedDeviceOptions.VFIO)) {
            collect(CliRun.of("probe", "vfio-user:" + socket, "--json").json(), keys);
            JsonNode config = CliRun.of("config", "dump:" + dump, "--json").json();
            collect(config.get("capabilities"), keys);
            config.fieldNames().forEachRemaining(keys::add);
            collect(
                    CliRun.of("config", "--diff", "dump:" + dump, "vfio-user:" + socket, "--json")
                            .json(),
                    keys);
        }
        collect(CliRun.of("matrix", "--json").json(), keys);

        assertThat(keys)
                .hasSizeGreaterThan(40)
                .allSatisfy(key -> assertThat(manual).containsPattern("[`.\" ]" + key + "[`\\[\" ]"));
    }

    private static void collect(JsonNode node, Set<String> keys) {
        node.fieldNames().forEachRemaining(keys::add);
        node.forEach(child -> collect(child, keys));
    }
}
