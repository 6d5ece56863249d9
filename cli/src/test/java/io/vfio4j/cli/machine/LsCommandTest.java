// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.TreeBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LsCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private CliRun ls(String... options) {
        List<String> args = new ArrayList<>(List.of("ls", "--root", folder.toString()));
        args.addAll(Arrays.asList(options));
        return CliRun.of(args.toArray(String[]::new));
    }

    private void machine() {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("0000:00:1c.0")
                .is(0x060400, 0x8086, 0x9d10)
                .driver("pcieport")
                .group(3);
        tree.functionUnder("0000:00:1c.0", "0000:3a:00.0")
                .is(0x020000, 0x8086, 0x1572)
                .vfio("vfio0", 12)
                .config(new ConfigBuilder().sriov(64, 1).ats(true).pasid(20, true));
        tree.functionUnder("0000:00:1c.0", "0000:3a:00.1")
                .is(0x020000, 0x8086, 0x1572)
                .driver("i40e")
                .group(12)
                .headerOf(new ConfigBuilder());
        tree.functionUnder("0000:00:1c.0", "0000:3a:02.0")
                .is(0x020000, 0x8086, 0x154c)
                .virtualOf("0000:3a:00.0", 0)
                .config(new ConfigBuilder().ats(false));
    }

    @Test
    void shouldShowEveryFunctionInALine() {
        machine();

        assertThat(ls().lines())
                .containsSequence(
                        "ADDRESS      CLASS      ID        DRIVER   GROUP VFIO  SR-IOV ATS PASID",
                        "0000:00:1c.0 PCI bridge 8086:9d10 pcieport 3     -     -      -   -",
                        "0000:3a:00.0 Ethernet   8086:1572 vfio-pci 12+1  vfio0 1/64   on  20XP on",
                        "0000:3a:00.1 Ethernet   8086:1572 i40e     12+1  -     -      ?   ?",
                        "0000:3a:02.0 Ethernet   8086:154c -        -     -     VF     off PF 20XP on");
    }

    @Test
    void shouldCountVirtualFunctionsWithoutRoot() throws JsonProcessingException {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("0000:3a:00.0").is(0x020000, 0x8086, 0x1572).headerOf(new ConfigBuilder());
        tree.file("/sys/bus/pci/devices/0000:3a:00.0/sriov_totalvfs", "64")
                .file("/sys/bus/pci/devices/0000:3a:00.0/sriov_numvfs", "2");

        assertThat(ls().lines()).anyMatch(line -> line.contains(" 2/64 "));
        JsonNode function = ls("--json").json().get("functions").get(0);
        assertThat(function.get("virtual_functions").asInt()).isEqualTo(2);
        assertThat(function.get("virtual_functions_max").asInt()).isEqualTo(64);
    }

    @Test
    void shouldExplainTheQuestionMarkOnlyWhereThereIsOne() {
        machine();

        assertThat(ls().lines()).anyMatch(line -> line.startsWith("?:"));
        assertThat(ls("--driver", "vfio-pci").lines()).noneMatch(line -> line.startsWith("?:"));
    }

    @Test
    void shouldKeepTo80ColumnsWhateverTheNames() {
        TreeBuilder tree = new TreeBuilder(folder);
        tree.function("10000000:3a:00.0")
                .is(0x060400, 0xffff, 0xffff)
                .vfio("vfio1234", 1234)
                .driver("a_driver_with_a_rather_long_name")
                .config(new ConfigBuilder().sriov(1024, 1024).ats(false).pasid(20, false));

        assertThat(ls().lines()).anyMatch(line -> line.contains(" a_") && line.contains("... 1234 "));
    }

    @Test
    void shouldFilterByDriver() {
        machine();

        assertThat(addresses("--driver", "i40e")).containsExactly("0000:3a:00.1");
        assertThat(addresses("--driver", "none")).containsExactly("0000:3a:02.0");
    }

    @Test
    void shouldFilterByGroup() {
        machine();

        assertThat(addresses("--iommu-group", "12")).containsExactly("0000:3a:00.0", "0000:3a:00.1");
        assertThat(addresses("--iommu-group", "99")).isEmpty();
    }

    @Test
    void shouldLeaveOutOnlyFunctionsThatAreKnownToHaveNoPasid() {
        machine();

        assertThat(addresses("--pasid")).containsExactly("0000:3a:00.0", "0000:3a:00.1", "0000:3a:02.0");
    }

    @Test
    void shouldWriteJson() throws JsonProcessingException {
        machine();

        JsonNode functions = ls("--json").json().get("functions");

        JsonNode nic = functions.get(1);
        assertThat(nic.get("address").asText()).isEqualTo("0000:3a:00.0");
        assertThat(nic.get("class").asText()).isEqualTo("0x020000");
        assertThat(nic.get("driver").asText()).isEqualTo("vfio-pci");
        assertThat(nic.get("iommu_group").asInt()).isEqualTo(12);
        assertThat(nic.get("group_companions").get(0).asText()).isEqualTo("0000:3a:00.1");
        assertThat(nic.get("vfio_device").asText()).isEqualTo("vfio0");
        assertThat(nic.get("virtual_functions").asInt()).isEqualTo(1);
        assertThat(nic.get("virtual_functions_max").asInt()).isEqualTo(64);
        assertThat(nic.get("ats").get("enabled").asBoolean()).isTrue();
        assertThat(nic.get("pasid").get("width").asInt()).isEqualTo(20);
        assertThat(functions.get(2).get("pasid").isNull()).isTrue();
        assertThat(functions.get(2).get("ats").isNull()).isTrue();
        JsonNode virtual = functions.get(3);
        assertThat(virtual.get("driver").isNull()).isTrue();
        assertThat(virtual.get("iommu_group").isNull()).isTrue();
        assertThat(virtual.get("physical_function").asText()).isEqualTo("0000:3a:00.0");
        assertThat(virtual.get("pasid").get("source_function").asText()).isEqualTo("0000:3a:00.0");
    }

    @Test
    void shouldRefuseARootWithoutAPciBus() {
        assertThat(ls().failure()).contains("sys/bus/pci/devices is missing", folder.toString());
    }

    @Test
    void shouldRefuseARootThatIsNoFolder() {
        assertThat(CliRun.of("ls", "--root", folder.resolve("none").toString()).failure())
                .contains("no such folder");
    }

    @Test
    void shouldRefuseAGroupThatIsNoNumber() {
        assertThat(ls("--iommu-group", "x").usage()).contains("--iommu-group");
    }

    private List<String> addresses(String... options) {
        return ls(options).lines().stream()
                .filter(line -> line.matches("[0-9a-f]{4}:.*"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }
}
