// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.serve.ServeCommand;
import io.vfio4j.cli.serve.ServeOptions;
import io.vfio4j.cli.serve.ServedFunction;
import io.vfio4j.cli.serve.ServedFunctions;
import io.vfio4j.cli.targets.DumpReference;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Serving;
import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.lspci.LspciDump;
import io.vfio4j.pci.structure.PasidStructure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every function of the dumps of real devices that a folder holds: served, probed, shown. */
class RealDumpsTest {
    private static final List<String> FORMS = List.of("translated", "raw", "masked", "masked:1");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldShowEveryFunction() throws IOException {
        for (String reference : references()) {
            assertThat(CliRun.of("config", "dump:" + reference, "--lspci").code())
                    .as(reference)
                    .isZero();
            for (String view : List.of("--map", "--hex", "--debug")) {
                assertThat(CliRun.of("config", "dump:" + reference, view).lines())
                        .as(reference + view)
                        .isNotEmpty();
            }
            CliRun.of("config", "dump:" + reference, "--json").json();
            CliRun.of("probe", "dump:" + reference).lines();
        }
    }

    @Test
    void shouldServeEveryFunctionAsItIs() throws IOException {
        for (String reference : references()) {
            ServeOptions options = options("--expose", "hardware", "--config", reference);
            JsonNode json = probe(options);
            Optional<PasidStructure> registers = registers(reference);

            assertThat(json.get("pasid").get("supported").asBoolean())
                    .as(reference)
                    .isEqualTo(registers.isPresent());
            registers.ifPresent(present -> assertPasid(json, present, "config-space"));
        }
    }

    @Test
    void shouldReportThePasidOfEveryEndpointInEveryFormAndHideIt() throws IOException {
        for (String reference : references()) {
            if (!endpoint(reference)) {
                assertThat(CliRun.of("serve", "--config", reference).failure())
                        .contains("header type", "--expose hardware");
                continue;
            }
            Optional<PasidStructure> registers = registers(reference);
            for (String form : registers.isPresent() ? FORMS : List.of("translated")) {
                JsonNode json = probe(options("--report", form, "--config", reference));

                assertThat(json.get("capabilities"))
                        .noneMatch(capability -> capability.get("extended").asBoolean()
                                && capability.get("id").asInt() == 0x1b);
                assertThat(json.get("pasid").get("supported").asBoolean())
                        .as(reference)
                        .isEqualTo(registers.isPresent());
                registers.ifPresent(present -> {
                    assertPasid(json, present, "device-feature");
                    assertThat(json.get("pasid").get("enabled").asBoolean()).isTrue();
                });
            }
        }
    }

    private static void assertPasid(JsonNode json, PasidStructure registers, String source) {
        JsonNode pasid = json.get("pasid");
        assertThat(pasid.get("source").asText()).isEqualTo(source);
        assertThat(pasid.get("width").asInt()).isEqualTo(registers.capability().width());
        assertThat(pasid.get("execute").asBoolean())
                .isEqualTo(registers.capability().execute());
        assertThat(pasid.get("privileged").asBoolean())
                .isEqualTo(registers.capability().privileged());
    }

    private JsonNode probe(ServeOptions options) throws IOException {
        Path socket = folder.resolve("s");
        Console quiet = new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false, false);
        try (ServedFunctions _ =
                Serving.start(ServedFunction.make(options, quiet), socket, ServedFunctions.options(options))) {
            return CliRun.of("probe", "vfio-user:" + socket, "--json").json();
        }
    }

    private static ServeOptions options(String... arguments) {
        return ServeOptions.of(new CommandLine(new ServeCommand().spec()).parseArgs(arguments));
    }

    private static boolean endpoint(String reference) throws IOException {
        return function(reference).config().headerType() == Registers.HEADER_TYPE_NORMAL;
    }

    private static Optional<PasidStructure> registers(String reference) throws IOException {
        return PasidProbe.structureIn(function(reference).config());
    }

    private static DumpedFunction function(String reference) throws IOException {
        DumpReference parsed = DumpReference.parse(reference);
        return LspciDump.find(
                        LspciDump.parse(Files.readString(parsed.file())),
                        parsed.address().orElseThrow())
                .orElseThrow();
    }

    /** FILE@ADDRESS of every function of every dump. */
    static List<String> references() throws IOException {
        String dumps = System.getProperty("vfio4j.dumps", "");
        assumeThat(dumps).as("no folder of dumps is given").isNotEmpty();
        List<String> references = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(dumps))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                for (DumpedFunction function : LspciDump.parse(Files.readString(file))) {
                    references.add(file + "@" + function.address());
                }
            }
        }
        return references;
    }
}
