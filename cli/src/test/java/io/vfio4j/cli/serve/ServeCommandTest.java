// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.ExitCode;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Dumps;
import io.vfio4j.cli.testing.Serving;
import io.vfio4j.cli.testing.Spawned;
import io.vfio4j.devices.SampleModel;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.ModelOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServeCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldServeAFunctionAndItsVfsUntilTerminated() throws IOException, InterruptedException {
        Path socket = folder.resolve("s");
        try (Spawned server = Spawned.start("serve", "--json", "--vfs", "2", "--socket", socket.toString())) {
            JsonNode physical = new ObjectMapper().readTree(server.line());
            JsonNode first = new ObjectMapper().readTree(server.line());
            JsonNode second = new ObjectMapper().readTree(server.line());

            assertThat(physical.get("socket").asText()).isEqualTo(socket.toString());
            assertThat(physical.get("function").asText()).isEqualTo("physical");
            assertThat(first.get("socket").asText()).isEqualTo(socket + ".vf0");
            assertThat(second.get("socket").asText()).isEqualTo(socket + ".vf1");
            for (JsonNode each : new JsonNode[] {physical, first, second}) {
                JsonNode seen = CliRun.of("probe", each.get("target").asText(), "--json")
                        .json();
                assertThat(seen.get("function")).isEqualTo(each.get("function"));
                assertThat(seen.get("pci").get("device")).isEqualTo(each.get("device"));
                assertThat(seen.get("pasid").get("width").asInt()).isEqualTo(20);
            }
            server.signal("TERM");

            assertThat(server.code()).isEqualTo(ExitCode.DONE);
            assertThat(server.errors()).isEmpty();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldListenInAFolderOfItsOwnAndRemoveItWhenInterrupted() throws IOException, InterruptedException {
        Path socket;
        try (Spawned server = Spawned.start("serve")) {
            String line = server.line();
            assertThat(line).matches("listening on /.*/device\\.sock: .* 1b36:00f4, as vfio-pci shows it");
            socket = Path.of(line.substring("listening on ".length(), line.indexOf(": ")));
            assertThat(socket).exists();
            server.signal("INT");

            assertThat(server.code()).isEqualTo(ExitCode.DONE);
        }
        assertThat(socket.getParent()).doesNotExist();
    }

    @Test
    void shouldRefuseASocketWhereSomebodyListens() {
        Path socket = folder.resolve("s");
        try (ServedFunctions _ = Serving.start(
                new SampleModel().function(ModelOptions.NONE).build(), socket, EmulatedDeviceOptions.VFIO)) {
            assertThat(CliRun.of("serve", "--socket", socket.toString()).failure())
                    .contains(socket.toString(), "already listening", "choose another --socket");
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenASocketOfAVfIsTaken() throws IOException {
        Path socket = folder.resolve("s");
        Files.writeString(folder.resolve("s.vf1"), "not a socket");

        assertThat(CliRun.of("serve", "--vfs", "2", "--socket", socket.toString())
                        .failure())
                .contains("s.vf1");
        assertThat(folder).isDirectoryNotContaining("glob:**/{s,s.vf0}");
    }

    @Test
    void shouldRefuseAPathThatIsTooLongForASocket() {
        String path = folder.resolve("x".repeat(200)).toString();

        assertThat(CliRun.of("serve", "--socket", path).failure()).contains("107 bytes");
        assertThat(CliRun.of("probe", "vfio-user:" + path).failure()).contains("107 bytes");
    }

    @Test
    void shouldRefuseASocketInAFolderThatDoesNotExist() {
        assertThat(CliRun.of("serve", "--socket", folder.resolve("a/b").toString())
                        .failure())
                .contains("a/b", "ENOENT")
                .doesNotContain("is the server running");
    }

    @Test
    void shouldRefuseABridgeInTheVfioView() throws IOException {
        Path bridge = Dumps.bridge(folder.resolve("bridge"));

        assertThat(CliRun.of("serve", "--config", bridge.toString()).failure())
                .contains("0000:00:1c.0", "header type 1", "PCI-to-PCI bridge", "--expose hardware");
    }

    @Test
    void shouldRefuseMoreVfsThanTheFunctionHas() throws IOException {
        Path bridge = Dumps.bridge(folder.resolve("bridge"));

        assertThat(CliRun.of("serve", "--vfs", "9").failure()).contains("at most 8 VFs");
        assertThat(CliRun.of("serve", "--vfs", "1", "--expose", "hardware", "--config", bridge.toString())
                        .failure())
                .contains("no SR-IOV capability");
    }

    @Test
    void shouldRefuseToAddPasidWhereThereIsNoRoomForIt() throws IOException {
        Path bridge = Dumps.bridge(folder.resolve("bridge"));

        assertThat(CliRun.of("serve", "--pasid", "width=8", "--expose", "hardware", "--config", bridge.toString())
                        .failure())
                .contains("no room for PASID");
    }

    @Test
    void shouldNameTheOptionsThatExcludeEachOther() {
        assertThat(CliRun.of("serve", "--pasid", "width=8", "--no-pasid").usage())
                .startsWith("vfio: --pasid and --no-pasid: give one of them;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--vfs -1",
                "--vfs x",
                "--vfs 70000",
                "--pasid width=0",
                "--pasid width=8 --no-pasid",
                "--expose guest",
                "--report plain",
                "--socket",
                "--config",
                "extra"
            })
    void shouldRefuseOptionsThatMakeNoSense(String options) {
        String[] arguments = ("serve " + options).split(" ", -1);

        assertThat(CliRun.of(arguments).usage()).contains("vfio serve --help");
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, true, 20, device-feature",
        "--pasid width=9, true, true, 9, device-feature",
        "--pasid-disabled, true, false, 0, device-feature",
        "--no-pasid, false, false, 0,",
        "--expose hardware, true, false, 20, config-space",
        "--report raw, true, true, 20, device-feature",
        "--report masked:1, true, true, 20, device-feature",
    })
    void shouldServeThePasidThatWasAskedFor(
            String options, boolean supported, boolean enabled, int width, String source) throws IOException {
        ServeOptions chosen = options(options);
        Path socket = folder.resolve("s");
        try (ServedFunctions _ =
                Serving.start(ServedFunction.make(chosen, quiet()), socket, ServedFunctions.options(chosen))) {
            JsonNode pasid =
                    CliRun.of("probe", "vfio-user:" + socket, "--json").json().get("pasid");

            assertThat(pasid.get("supported").asBoolean()).isEqualTo(supported);
            assertThat(pasid.get("enabled").asBoolean()).isEqualTo(enabled);
            assertThat(pasid.get("width").asInt()).isEqualTo(width);
            assertThat(pasid.get("source").asText(null)).isEqualTo(source);
        }
    }

    private static ServeOptions options(String options) {
        CommandLine line = new CommandLine(new ServeCommand().spec());
        return ServeOptions.of(line.parseArgs(options.isEmpty() ? new String[0] : options.split(" ", -1)));
    }

    private static Console quiet() {
        return new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false, false);
    }
}
