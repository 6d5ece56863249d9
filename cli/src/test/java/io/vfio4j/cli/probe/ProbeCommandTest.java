// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vfio4j.cli.serve.ServedFunctions;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Dumps;
import io.vfio4j.cli.testing.Serving;
import io.vfio4j.devices.SampleModel;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.ModelOptions;
import io.vfio4j.emulation.function.PciFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path socket = folder;
    private final PciFunction function = new SampleModel()
            .function(ModelOptions.NONE)
            .withVirtualFunctions(1)
            .build();
    private @Nullable ServedFunctions served;

    @BeforeEach
    void serve() {
        function.enablePasid();
        socket = folder.resolve("s");
        served = Serving.start(function, socket, EmulatedDeviceOptions.VFIO);
    }

    @AfterEach
    void stop() {
        if (served != null) {
            served.close();
        }
    }

    @Test
    void shouldTellEverythingAsJson() throws IOException {
        JsonNode json = CliRun.of("probe", "vfio-user:" + socket, "--json").json();

        assertThat(json.get("target").asText()).isEqualTo("vfio-user:" + socket);
        assertThat(json.get("pci").get("vendor").asText()).isEqualTo("0x1b36");
        assertThat(json.get("pci").get("device").asText()).isEqualTo("0x00f4");
        assertThat(json.get("function").asText()).isEqualTo("physical");
        assertThat(json.get("capabilities")).anySatisfy(capability -> {
            assertThat(capability.get("id").asInt()).isEqualTo(0x0f);
            assertThat(capability.get("name").asText()).isEqualTo("Address Translation Service");
            assertThat(capability.get("offset").asInt()).isEqualTo(0x160);
            assertThat(capability.get("extended").asBoolean()).isTrue();
        });
        assertThat(json.get("capabilities"))
                .noneMatch(capability -> capability.get("id").asInt() == 0x1b);
        JsonNode pasid = json.get("pasid");
        assertThat(pasid.get("supported").asBoolean()).isTrue();
        assertThat(pasid.get("enabled").asBoolean()).isTrue();
        assertThat(pasid.get("width").asInt()).isEqualTo(20);
        assertThat(pasid.get("execute").asBoolean()).isTrue();
        assertThat(pasid.get("privileged").asBoolean()).isTrue();
        assertThat(pasid.get("source").asText()).isEqualTo("device-feature");
        assertThat(pasid.get("format").asText()).isEqualTo("translated");
        assertThat(json.get("regions")).anySatisfy(region -> {
            assertThat(region.get("name").asText()).isEqualTo("BAR 0");
            assertThat(region.get("size").asLong()).isEqualTo(0x10000);
        });
        assertThat(json.get("irqs")).anySatisfy(irq -> {
            assertThat(irq.get("name").asText()).isEqualTo("MSI-X");
            assertThat(irq.get("count").asInt()).isEqualTo(32);
        });
        assertThat(json.get("features")).anySatisfy(feature -> {
            assertThat(feature.get("name").asText()).isEqualTo("PASID");
            assertThat(feature.get("get").asBoolean()).isTrue();
            assertThat(feature.get("set").asBoolean()).isFalse();
        });
    }

    @Test
    void shouldTellAVirtualFunctionAndItsPfsPasid() throws IOException {
        JsonNode json =
                CliRun.of("probe", "vfio-user:" + socket + ".vf0", "--json").json();

        assertThat(json.get("function").asText()).isEqualTo("virtual");
        assertThat(json.get("pci").get("device").asText()).isEqualTo("0x00f5");
        assertThat(json.get("pasid").get("width").asInt()).isEqualTo(20);
    }

    @Test
    void shouldTellThePasidAndWhoToldItInText() {
        List<String> lines = CliRun.of("probe", "vfio-user:" + socket).lines();

        assertThat(lines).contains("PASID: 20 bits, execute, privileged, enabled");
        assertThat(lines).anyMatch(line -> line.startsWith("* device-feature"));
        assertThat(lines).anyMatch(line -> line.contains("config-space") && line.contains("no PASID"));
    }

    @Test
    void shouldKnowTheHardwareOfADump() throws IOException {
        Path dump = Dumps.sample(folder.resolve("dump"), "3a:00.0");

        JsonNode json = CliRun.of("probe", "dump:" + dump, "--json").json();

        assertThat(json.get("pasid").get("source").asText()).isEqualTo("config-space");
        assertThat(json.get("pasid").get("format").isNull()).isTrue();
        assertThat(json.get("pasid").get("structure_version").asInt()).isEqualTo(1);
        assertThat(json.get("pasid").get("enabled").asBoolean()).isFalse();
    }

    @Test
    void shouldShowWhatVfioHidesWhenComparedWithTheHardware() throws IOException {
        Path dump = Dumps.sample(folder.resolve("dump"), "3a:00.0");

        JsonNode differences = CliRun.of("config", "--diff", "dump:" + dump, "vfio-user:" + socket, "--json")
                .json()
                .get("differences");

        assertThat(differences).anySatisfy(difference -> {
            assertThat(difference.get("section").asText()).isEqualTo("Process Address Space ID");
            assertThat(difference.get("a").asText()).isEqualTo("at 0x168");
            assertThat(difference.get("b").isNull()).isTrue();
        });
    }

    @Test
    void shouldFindTheHiddenCapabilityAsALookalikeInTheMap() {
        List<String> lines = CliRun.of("config", "--map", "vfio-user:" + socket).lines();

        assertThat(String.join(" ", lines))
                .contains("0x168 looks like the header of Process Address Space ID, which is not in the list.");
    }

    @Test
    void shouldDumpWhatIsServedForLspci() throws IOException {
        Path file = Files.write(
                folder.resolve("served.txt"),
                CliRun.of("config", "--lspci", "vfio-user:" + socket).lines());

        assertThat(CliRun.of("config", "--diff", "dump:" + file, "vfio-user:" + socket, "--json")
                        .json()
                        .get("differences"))
                .isEmpty();
    }

    @Test
    void shouldSayThatThisMachineHasNoSuchFunction() {
        assertThat(CliRun.of("probe", "pci:ffff:ff:1f.7").failure()).contains("pci:ffff:ff:1f.7", "vfio ls");
    }
}
