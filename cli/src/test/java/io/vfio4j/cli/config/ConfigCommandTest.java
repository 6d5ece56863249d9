// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Dumps;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.lspci.LspciDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path dump = folder;

    @BeforeEach
    void writeDump() throws IOException {
        dump = Dumps.sample(folder.resolve("dump.txt"), "3a:00.0");
    }

    @Test
    void shouldListEveryCapabilityInTheOrderOfTheLists() throws IOException {
        List<String> lines = CliRun.of("config", "dump:" + dump).lines();

        List<String> expected = CapabilityList.of(function().config()).all().stream()
                .map(capability -> "0x%03x  %s (".formatted(capability.offset(), capability.name()))
                .toList();
        assertThat(lines.stream().filter(line -> line.startsWith("0x") && !line.endsWith("Header")))
                .hasSameSizeAs(expected)
                .zipSatisfy(expected, (line, start) -> assertThat(line).startsWith(start));
    }

    @Test
    void shouldDecodePasid() {
        assertThat(CliRun.of("config", "dump:" + dump).lines())
                .containsSubsequence(
                        "0x168  Process Address Space ID (id 0x001b, version 1)",
                        "  PASID Capability      Execute Permission Supported+, Privileged Mode",
                        "                        Supported+, Max PASID Width 20",
                        "  PASID Control         PASID Enable-, Execute Permission Enable-, Privileged");
    }

    @Test
    void shouldWriteTheSameAsJsonWithAllBytes() throws IOException {
        JsonNode json = CliRun.of("config", "dump:" + dump, "--json").json();

        assertThat(HexFormat.of().parseHex(json.get("bytes").asText()))
                .isEqualTo(function().config().toByteArray());
        assertThat(json.get("capabilities")).anySatisfy(capability -> {
            assertThat(capability.get("id").asInt()).isEqualTo(0x1b);
            assertThat(capability.get("offset").asInt()).isEqualTo(0x168);
            assertThat(capability.get("extended").asBoolean()).isTrue();
            assertThat(capability.get("fields")).anySatisfy(field -> {
                assertThat(field.get("register").asText()).isEqualTo("PASID Capability");
                assertThat(field.get("name").asText()).isEqualTo("Max PASID Width");
                assertThat(field.get("value").asInt()).isEqualTo(20);
            });
        });
    }

    @Test
    void shouldWriteADumpThatReadsAsTheSameFunction() throws IOException {
        String text =
                String.join("\n", CliRun.of("config", "dump:" + dump, "--lspci").lines());

        DumpedFunction read = LspciDump.parse(text).getFirst();

        assertThat(read.config()).isEqualTo(function().config());
        assertThat(read.address()).isEqualTo(function().address());
    }

    @Test
    void shouldShowEveryByteThatIsNotZeroAsHex() throws IOException {
        ConfigSpace rebuilt = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        for (String line : CliRun.of("config", "dump:" + dump, "--hex").lines()) {
            if (!line.contains("up to")) {
                int offset = Integer.parseInt(line.substring(0, 3), 16);
                byte[] bytes = HexFormat.of().parseHex(line.substring(4).replace(" ", ""));
                for (int i = 0; i < bytes.length; i++) {
                    rebuilt.setU8(offset + i, bytes[i]);
                }
            }
        }

        assertThat(rebuilt).isEqualTo(function().config());
    }

    @Test
    void shouldFindNoDifferenceToItself() throws IOException {
        assertThat(CliRun.of("config", "--diff", "dump:" + dump, "dump:" + dump).lines())
                .endsWith("No difference in what is decoded.");
        assertThat(CliRun.of("config", "--diff", "dump:" + dump, "dump:" + dump, "--json")
                        .json()
                        .get("differences"))
                .isEmpty();
    }

    @Test
    void shouldNameCapabilityAndFieldOfADifference() throws IOException {
        ConfigSpace other = function().config();
        other.setU16(0x168 + 4, 0x1006);
        Path changed = write("changed.txt", other);

        JsonNode differences = CliRun.of("config", "--diff", "dump:" + dump, "dump:" + changed, "--json")
                .json()
                .get("differences");

        assertThat(differences).singleElement().satisfies(difference -> {
            assertThat(difference.get("section").asText()).isEqualTo("Process Address Space ID");
            assertThat(difference.get("id").asInt()).isEqualTo(0x1b);
            assertThat(difference.get("field").asText()).isEqualTo("PASID Capability: Max PASID Width");
            assertThat(difference.get("a").asText()).isEqualTo("20");
            assertThat(difference.get("b").asText()).isEqualTo("16");
        });
        assertThat(CliRun.of("config", "--diff", "dump:" + dump, "dump:" + changed)
                        .lines())
                .containsSubsequence(
                        "Process Address Space ID",
                        "  PASID Capability: Max PASID Width",
                        "    A  20",
                        "    B  16",
                        "1 difference.");
    }

    @Test
    void shouldTellACapabilityThatOneSideLacks() throws IOException {
        ConfigSpace other = function().config();
        int before = 0x160;
        other.setU32(before, (other.u32(before) & 0xfffff) | (0x170 << 20));
        Path changed = write("changed.txt", other);

        assertThat(CliRun.of("config", "--diff", "dump:" + dump, "dump:" + changed)
                        .lines())
                .containsSubsequence("Process Address Space ID", "  only in A, at 0x168");
        assertThat(CliRun.of("config", "--diff", "dump:" + changed, "dump:" + dump)
                        .lines())
                .containsSubsequence("Process Address Space ID", "  only in B, at 0x168");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--lspci --hex", "--map --diff", "--json --hex", "--json --lspci", "--diff"})
    void shouldRefuseOptionsThatDoNotGoTogether(String options) {
        String[] arguments = ("config " + options + " dump:x").split(" ", -1);

        assertThat(CliRun.of(arguments).usage()).contains("vfio config --help");
    }

    @Test
    void shouldRefuseTwoTargetsWithoutDiff() {
        assertThat(CliRun.of("config", "dump:a", "dump:b").usage()).contains("--diff");
    }

    private DumpedFunction function() throws IOException {
        return LspciDump.parse(Files.readString(dump)).getFirst();
    }

    private Path write(String name, ConfigSpace config) throws IOException {
        DumpedFunction function = function();
        return Files.writeString(
                folder.resolve(name),
                LspciDump.format(List.of(
                        new DumpedFunction(function.address(), function.description(), config, function.bars()))));
    }
}
