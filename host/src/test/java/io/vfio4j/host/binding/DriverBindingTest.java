// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.CountingTree;
import io.vfio4j.host.testing.FunctionBuilder;
import io.vfio4j.host.testing.TreeBuilder;
import io.vfio4j.pci.PciAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverBindingTest {
    private static final String NIC = "0000:3a:00.0";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TreeBuilder builder;

    @SuppressWarnings("NullAway.Init")
    private FunctionBuilder nic;

    @SuppressWarnings("NullAway.Init")
    private DriverCore kernel;

    @BeforeEach
    void begin() {
        builder = new TreeBuilder(folder).directory("/sys/bus/pci/drivers/vfio-pci");
        builder.file("/sys/bus/pci/drivers/vfio-pci/unbind", "");
        nic = builder.function(NIC).driver("i40e").group(12);
        builder.file(nic.directory() + "/net/eth0/flags", "0x1002");
        builder.link("/sys/class/net/eth0", nic.directory() + "/net/eth0");
        kernel = new DriverCore(builder).hostDriver(NIC, "i40e");
    }

    @Test
    void shouldBindThroughTheOverride() throws BindingRefused {
        bind(NIC);

        assertThat(kernel.writes())
                .containsExactly(
                        "0000:3a:00.0/driver_override <- vfio-pci",
                        "i40e/unbind <- 0000:3a:00.0",
                        "pci/drivers_probe <- 0000:3a:00.0");
        assertThat(kernel.linkName("/sys/bus/pci/devices/" + NIC + "/driver")).contains("vfio-pci");
    }

    @Test
    void shouldLeaveAloneWhatIsBoundAlready() throws BindingRefused {
        nic.driver("vfio-pci");

        bind(NIC);

        assertThat(kernel.writes()).isEmpty();
    }

    @Test
    void shouldGiveTheFormerDriverBackWhenTheNewOneRefuses() {
        kernel.refusing("vfio-pci");

        assertThatThrownBy(() -> bind(NIC))
                .isInstanceOf(VfioException.class)
                .hasMessageContaining("pci:0000:3a:00.0: bind to vfio-pci")
                .hasMessageContaining("dmesg");
        assertThat(kernel.linkName("/sys/bus/pci/devices/" + NIC + "/driver")).contains("i40e");
        assertThat(kernel.text("/sys/bus/pci/devices/" + NIC + "/driver_override"))
                .contains("");
    }

    @Test
    void shouldGiveTheFormerDriverBackThatTheKernelWouldNotFind() {
        builder.directory("/sys/bus/pci/drivers/mlx5_vfio_pci");
        nic.driver("vfio-pci").file("driver_override", "vfio-pci");
        kernel.refusing("mlx5_vfio_pci");

        assertThatThrownBy(() -> bindTo("mlx5_vfio_pci"))
                .hasMessageContaining("bind to mlx5_vfio_pci")
                .hasMessageContaining("it is bound to vfio-pci again");
        assertThat(kernel.linkName("/sys/bus/pci/devices/" + NIC + "/driver")).contains("vfio-pci");
        assertThat(kernel.text("/sys/bus/pci/devices/" + NIC + "/driver_override"))
                .contains("vfio-pci");
    }

    @Test
    void shouldGiveTheFormerDriverBackThatWasBoundByIdentifiers() {
        builder.directory("/sys/bus/pci/drivers/mlx5_vfio_pci");
        nic.driver("vfio-pci");
        kernel.refusing("mlx5_vfio_pci");

        assertThatThrownBy(() -> bindTo("mlx5_vfio_pci")).hasMessageContaining("it is bound to vfio-pci again");
        assertThat(kernel.linkName("/sys/bus/pci/devices/" + NIC + "/driver")).contains("vfio-pci");
        assertThat(kernel.text("/sys/bus/pci/devices/" + NIC + "/driver_override"))
                .contains("");
    }

    @Test
    void shouldLeaveTheOverrideThatKeepsDriversOff() {
        builder.function("0000:3a:00.1").group(12).file("driver_override", "none");
        kernel.hostDriver("0000:3a:00.1", "i40e").refusing("vfio-pci");

        assertThatThrownBy(() -> bind("0000:3a:00.1", NIC)).hasMessageContaining("it is bound to no driver, as before");
        assertThat(kernel.linkName("/sys/bus/pci/devices/0000:3a:00.1/driver")).isEmpty();
        assertThat(kernel.text("/sys/bus/pci/devices/0000:3a:00.1/driver_override"))
                .contains("none");
    }

    @Test
    void shouldTellWhenTheFormerDriverIsLost() {
        kernel.refusing("vfio-pci", "i40e");

        assertThatThrownBy(() -> bind(NIC)).hasMessageContaining("it is bound to no driver now, formerly to i40e");
        assertThat(kernel.text("/sys/bus/pci/devices/" + NIC + "/driver_override"))
                .contains("");
    }

    @Test
    void shouldGiveAFunctionBackToTheHost() throws BindingRefused {
        nic.driver("vfio-pci").file("driver_override", "vfio-pci");

        assertThat(unbind(false)).contains("i40e");

        assertThat(kernel.writes())
                .containsExactly(
                        "0000:3a:00.0/driver_override <- ",
                        "vfio-pci/unbind <- 0000:3a:00.0",
                        "pci/drivers_probe <- 0000:3a:00.0");
    }

    @Test
    void shouldRefuseWhenTheDriverIsNotLoaded() {
        builder.remove("/sys/bus/pci/drivers/vfio-pci/unbind").remove("/sys/bus/pci/drivers/vfio-pci");

        assertRefused("modprobe vfio-pci");
    }

    @Test
    void shouldRefuseWhenTheHostUsesAnotherMemberOfTheGroup() throws BindingRefused {
        builder.function("0000:3a:00.1").driver("i40e").group(12);

        builder.directory("/sys/devices/pci0000:00/0000:3a:00.1/net/eth1");
        builder.link("/sys/class/net/eth1", "/sys/devices/pci0000:00/0000:3a:00.1/net/eth1");

        assertRefused("shares group 12 with 0000:3a:00.1, which i40e uses: bind both,"
                + " or echo 0000:3a:00.1 > /sys/bus/pci/drivers/i40e/unbind");
        bind(NIC, "0000:3a:00.1");
        assertThat(kernel.linkName("/sys/bus/pci/devices/0000:3a:00.1/driver")).contains("vfio-pci");
    }

    @Test
    void shouldNotMindIdleMembersAndPorts() {
        builder.function("0000:3a:00.1").group(12);
        builder.function("0000:00:1c.0").driver("pcieport").group(12);

        assertThat(objections()).isEmpty();
    }

    @Test
    void shouldRefuseABridge() {
        nic.is(0x060400, 0x8086, 1).config(new ConfigBuilder().header(1));

        assertRefused("is a bridge");
        assertThatThrownBy(() -> bind(NIC))
                .extracting(e -> ((BindingRefused) e).impossible())
                .isEqualTo(true);
    }

    @Test
    void shouldRefuseABridgeWhoseRegistersAreGone() {
        byte[] gone = new byte[4096];
        Arrays.fill(gone, (byte) -1);
        nic.is(0x060400, 0x8086, 1).config(gone);

        assertRefused("is a bridge");
    }

    @Test
    void shouldBindABridgeByNameWithTheHeaderOfAFunction() {
        nic.is(0x068000, 0x10de, 0x22a3);

        assertThat(objections()).isEmpty();
    }

    @Test
    void shouldRefuseWhatTheHostNeedsUnlessForced() {
        nic.is(0x060100, 0x8086, 1);

        assertRefused("is the ISA bridge: the host needs it");
        assertThatThrownBy(() -> bind(NIC))
                .extracting(e -> ((BindingRefused) e).impossible())
                .isEqualTo(false);
    }

    @Test
    void shouldRefuseAFunctionWithoutAGroup() {
        builder.remove(nic.directory() + "/iommu_group");

        assertRefused("in no IOMMU group");
    }

    @Test
    void shouldNotUnbindWhatAProcessHasOpen() {
        nic.vfio("vfio0", 12);
        openBy(4711, "/dev/vfio/devices/vfio0");

        assertThatThrownBy(() -> unbind(false))
                .isInstanceOf(BindingRefused.class)
                .hasMessageContaining("process 4711 (qemu) has /dev/vfio/devices/vfio0 open");
        assertThat(kernel.writes()).isEmpty();
    }

    @Test
    void shouldNotUnbindWhatAProcessHasOpenByItsGroup() {
        nic.vfio("vfio0", 12);
        openBy(4711, "/dev/vfio/12");

        assertThatThrownBy(() -> unbind(false)).hasMessageContaining("has /dev/vfio/12 open");
    }

    @Test
    void shouldNotUnbindWhatAProcessHasOpenWithoutAnIommu() {
        nic.vfio("noiommu-vfio0", 12);
        openBy(4711, "/dev/vfio/noiommu-12");

        assertThatThrownBy(() -> unbind(false)).hasMessageContaining("has /dev/vfio/noiommu-12 open");
    }

    @Test
    void shouldNotUnbindInAContainer() {
        nic.vfio("vfio0", 12);
        builder.rawLink("/proc/self/ns/pid", "pid:[4026532836]");

        assertThatThrownBy(() -> unbind(false)).hasMessageContaining("this is a container");
    }

    @Test
    void shouldUnbindAllOrNone() {
        nic.vfio("vfio0", 12);
        builder.function("0000:3a:00.1").driver("i40e").group(12);

        assertThatThrownBy(() ->
                        new DriverBinding(kernel, true).unbind(List.of(function(NIC), function("0000:3a:00.1")), false))
                .hasMessageContaining("0000:3a:00.1: bound to i40e");
        assertThat(kernel.writes()).isEmpty();
    }

    @Test
    void shouldNameWhatWasGivenBackBeforeAFailure() {
        nic.vfio("vfio0", 12);
        builder.function("0000:3a:00.1").vfio("vfio1", 13);
        builder.remove("/sys/bus/pci/devices/0000:3a:00.1/driver_override");

        assertThatThrownBy(() ->
                        new DriverBinding(kernel, true).unbind(List.of(function(NIC), function("0000:3a:00.1")), false))
                .isInstanceOf(VfioException.class)
                .hasMessageContaining("0000:3a:00.1")
                .hasMessageContaining("given back before it: " + NIC);
    }

    @Test
    void shouldLookOnceForOpenFiles() throws BindingRefused {
        nic.vfio("vfio0", 12);
        builder.function("0000:3a:00.1").vfio("vfio1", 13);
        openBy(4711, "/dev/null");
        CountingTree one = new CountingTree(kernel);
        new DriverBinding(one, false).objections(List.of(function(NIC)), "mlx5_vfio_pci");
        CountingTree two = new CountingTree(kernel);

        new DriverBinding(two, false).objections(List.of(function(NIC), function("0000:3a:00.1")), "mlx5_vfio_pci");

        assertThat(two.listsOf("/proc/4711/fd")).isEqualTo(1).isEqualTo(one.listsOf("/proc/4711/fd"));
    }

    @Test
    void shouldUnbindWhatIsOpenWhenForced() throws BindingRefused {
        nic.vfio("vfio0", 12);
        openBy(4711, "/dev/vfio/devices/vfio0");

        assertThat(unbind(true)).contains("i40e");
    }

    @Test
    void shouldNotMindThatWhatIsBoundAlreadyIsInUse() throws BindingRefused {
        nic.vfio("vfio0", 12);
        openBy(4711, "/dev/vfio/devices/vfio0");

        bind(NIC);

        assertThat(kernel.writes()).isEmpty();
    }

    @Test
    void shouldBindNeverthelessWhenForced() throws BindingRefused {
        nic.file("net/eth0/flags", "0x1003");

        new DriverBinding(kernel, true).bind(List.of(function(NIC)), "vfio-pci", true);

        assertThat(kernel.linkName("/sys/bus/pci/devices/" + NIC + "/driver")).contains("vfio-pci");
    }

    @Test
    void shouldTellWhichFileCannotBeWritten() {
        builder.remove("/sys/bus/pci/drivers_probe");

        assertThatThrownBy(() -> bind(NIC))
                .isInstanceOf(VfioException.class)
                .hasMessageContaining("write /sys/bus/pci/drivers_probe: ENOENT (there is no such file;")
                .extracting(e -> ((VfioException) e).errno())
                .isEqualTo(Errno.ENOENT);
    }

    @Test
    void shouldTellWhatTheKernelAnswersToAWrite() {
        kernel.refuseWrites("Read-only file system");

        assertThatThrownBy(() -> bind(NIC))
                .isInstanceOf(VfioException.class)
                .hasMessageContaining("driver_override: EROFS (/sys is mounted read-only");
    }

    private Optional<String> unbind(boolean force) throws BindingRefused {
        SysfsFunction function = function(NIC);
        return new DriverBinding(kernel, true)
                .unbind(List.of(function), force)
                .getOrDefault(function, Optional.empty());
    }

    private void openBy(int process, String node) {
        builder.file("/proc/" + process + "/comm", "qemu").rawLink("/proc/" + process + "/fd/7", node);
    }

    private SysfsFunction function(String address) {
        return SysfsFunction.find(kernel, PciAddress.parse(address)).orElseThrow();
    }

    private List<String> objections() {
        return new DriverBinding(kernel, true).objections(List.of(function(NIC)), "vfio-pci");
    }

    private void bind(String... addresses) throws BindingRefused {
        new DriverBinding(kernel, true)
                .bind(Arrays.stream(addresses).map(this::function).toList(), "vfio-pci", false);
    }

    private void bindTo(String driver) throws BindingRefused {
        new DriverBinding(kernel, true).bind(List.of(function(NIC)), driver, false);
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> bind(NIC)).isInstanceOf(BindingRefused.class).hasMessageContaining(reason);
        assertThat(kernel.writes()).isEmpty();
    }
}
