// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.FunctionBuilder;
import io.vfio4j.host.testing.TreeBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TreeBuilder tree;

    @SuppressWarnings("NullAway.Init")
    private FunctionBuilder nic;

    @BeforeEach
    void begin() {
        tree = new TreeBuilder(folder).file("/sys/bus/pci/drivers/vfio-pci/unbind", "");
        nic = tree.function("0000:3a:00.0").driver("i40e").group(12);
        network("0000:3a:00.0", "eth0", "0x1002");
    }

    private void network(String address, String name, String flags) {
        String directory = "/sys/devices/pci0000:00/%s/net/%s".formatted(address, name);
        tree.file(directory + "/flags", flags).link("/sys/class/net/" + name, directory);
    }

    private CliRun run(String command, String... arguments) {
        List<String> args = new ArrayList<>(List.of(command, "--root", folder.toString()));
        args.addAll(Arrays.asList(arguments));
        return CliRun.of(args.toArray(String[]::new));
    }

    @Test
    void shouldWriteTheFilesThatBind() {
        assertThat(run("bind", "3a:00.0").lines()).containsExactly("0000:3a:00.0: i40e -> vfio-pci, group 12");

        assertThat(folder.resolve("sys/devices/pci0000:00/0000:3a:00.0/driver_override"))
                .hasContent("vfio-pci");
        assertThat(folder.resolve("sys/bus/pci/drivers/i40e/unbind")).hasContent("0000:3a:00.0");
        assertThat(folder.resolve("sys/bus/pci/drivers_probe")).hasContent("0000:3a:00.0");
    }

    @Test
    void shouldWriteTheFilesThatGiveBack() {
        nic.driver("vfio-pci").file("driver_override", "vfio-pci");

        assertThat(run("unbind", "3a:00.0").lines()).containsExactly("0000:3a:00.0: vfio-pci -> the host");

        assertThat(folder.resolve("sys/devices/pci0000:00/0000:3a:00.0/driver_override"))
                .hasContent("\n");
        assertThat(folder.resolve("sys/bus/pci/drivers/vfio-pci/unbind")).hasContent("0000:3a:00.0");
    }

    @Test
    void shouldRefuseToTakeTheNetworkAwayUnlessForced() {
        network("0000:3a:00.0", "eth0", "0x1003");

        assertThat(run("bind", "3a:00.0").failure())
                .contains("nothing was bound", "network interface eth0 is up", "--force");
        assertThat(run("bind", "3a:00.0", "--force").lines()).hasSize(1);
    }

    @Test
    void shouldSayWhatIsBoundAlready() {
        nic.vfio("vfio0", 12);

        assertThat(run("bind", "3a:00.0").lines())
                .containsExactly("0000:3a:00.0: bound to vfio-pci already, group 12, /dev/vfio/devices/vfio0");
    }

    @Test
    void shouldNotTakeVirtualFunctionsAlongUnlessForced() {
        nic.vfio("vfio0", 12);
        tree.function("0000:3a:02.0").virtualOf("0000:3a:00.0", 0);

        assertThat(run("unbind", "3a:00.0").failure()).contains("it has 1 virtual function", "--force unbinds");
        assertThat(run("unbind", "3a:00.0", "--force").lines()).hasSize(1);
    }

    @Test
    void shouldBindAGroupTogether() {
        tree.function("0000:3a:00.1").driver("i40e").group(12);
        network("0000:3a:00.1", "eth1", "0x1002");

        assertThat(run("bind", "3a:00.0").failure()).contains("0000:3a:00.1");
        assertThat(run("bind", "3a:00.0", "3a:00.1", "3a:00.0").lines()).hasSize(2);
    }

    @Test
    void shouldRefuseToUnbindAHostDriver() {
        assertThat(run("unbind", "3a:00.0").failure()).contains("bound to i40e, which is no VFIO driver");
    }

    @Test
    void shouldRefuseAFunctionThatIsNotThere() {
        assertThat(run("bind", "3b:00.0").failure()).contains("0000:3b:00.0: there is no such function");
        assertThat(run("unbind", "3b:00.0").failure()).contains("0000:3b:00.0: there is no such function");
    }

    @Test
    void shouldRefuseACommandLineWithoutAFunction() {
        assertThat(run("bind").usage()).contains("ADDRESS");
    }

    @Test
    void shouldTellAnUnloadedDriver() {
        assertThat(run("bind", "3a:00.0", "--driver", "mlx5_vfio_pci").failure())
                .contains("modprobe mlx5_vfio_pci")
                .doesNotContain("--force");
    }

    @Test
    void shouldHintAtForceOnlyWhereItHelps() {
        nic.is(0x060000, 0x8086, 1);
        assertThat(run("bind", "3a:00.0").failure()).contains("the host needs it", "--force binds nevertheless");

        nic.is(0x060400, 0x8086, 1).config(new ConfigBuilder().header(1));
        assertThat(run("bind", "3a:00.0").failure()).contains("is a bridge").doesNotContain("--force");
    }
}
