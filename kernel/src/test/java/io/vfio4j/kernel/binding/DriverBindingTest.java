package io.vfio4j.kernel.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.sysfs.SysfsFunction;
import io.vfio4j.kernel.tree.FunctionBuilder;
import io.vfio4j.kernel.tree.TreeBuilder;
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
    void shouldGiveAFunctionBackToTheHost() throws BindingRefused {
        nic.driver("vfio-pci").file("driver_override", "vfio-pci");

        assertThat(new DriverBinding(kernel, true).unbind(function(NIC), false)).contains("i40e");

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

        assertRefused("shares group 12 with 0000:3a:00.1, which i40e uses");
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
        nic.is(0x060400, 0x8086, 1);

        assertRefused("is a bridge");
    }

    @Test
    void shouldRefuseAFunctionWithoutAGroup() {
        builder.remove(nic.directory() + "/iommu_group");

        assertRefused("in no IOMMU group");
    }

    @Test
    void shouldRefuseANetworkInterfaceThatIsUp() {
        network("0x1003");

        assertRefused("network interface eth0 is up");
    }

    @Test
    void shouldLetANetworkInterfaceGoThatIsDown() {
        network("0x1002");

        assertThat(objections()).isEmpty();
    }

    @Test
    void shouldRefuseADiskThatIsMounted() {
        disk("259:1").file("/proc/self/mountinfo", "22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw");

        assertRefused("nvme0n1p1 is mounted on /");
    }

    @Test
    void shouldRefuseADiskThatTheFirstProcessHasMounted() {
        disk("259:1").file("/proc/1/mountinfo", "22 1 0:33 / /data rw - btrfs /dev/nvme0n1p1 rw,subvol=/");

        assertRefused("nvme0n1p1 is mounted on /data");
    }

    @Test
    void shouldRefuseADiskThatIsSwappedTo() {
        disk("259:1").file("/proc/swaps", "Filename Type Size Used Priority\n/dev/nvme0n1p1 partition 1 0 -2");

        assertRefused("nvme0n1p1 is swapped to");
    }

    @Test
    void shouldRefuseADiskThatIsPartOfAVolume() {
        disk("259:1").directory(nic.directory() + "/nvme/nvme0/nvme0n1/nvme0n1p1/holders/dm-0");

        assertRefused("nvme0n1p1 is part of dm-0");
    }

    @Test
    void shouldRefuseADiskOfAFileSystemOnSeveral() {
        disk("259:1").directory("/sys/fs/btrfs/0a1b/devices/nvme0n1p1");

        assertRefused("belongs to a mounted btrfs");
    }

    @Test
    void shouldRefuseADiskThatZfsMayUse() {
        disk("259:1").file("/proc/self/mountinfo", "22 1 0:40 / /tank rw - zfs tank rw");

        assertRefused("zfs is in use here");
    }

    @Test
    void shouldLetADiskGoThatNobodyUses() {
        disk("259:1").file("/proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw");

        assertThat(objections()).isEmpty();
    }

    @Test
    void shouldFindTheDiskOfAnNvmeSubsystem() {
        String subsystem = "/sys/devices/virtual/nvme-subsystem/nvme-subsys0";
        builder.directory(nic.directory() + "/nvme/nvme0");
        builder.link(subsystem + "/nvme0", nic.directory() + "/nvme/nvme0");
        builder.file(subsystem + "/nvme0n1/dev", "259:0");
        builder.link("/sys/class/block/nvme0n1", subsystem + "/nvme0n1");
        builder.file("/proc/self/mountinfo", "22 1 259:0 / /srv rw - xfs /dev/nvme0n1 rw");

        assertRefused("nvme0n1 is mounted on /srv");
    }

    @Test
    void shouldRefuseAPhysicalFunctionWhoseVirtualOnesExist() {
        builder.function("0000:3a:02.0").virtualOf(NIC, 0);

        assertRefused("it has 1 virtual function, which ends with its driver");
    }

    @Test
    void shouldRefuseASharedFolderThatIsMounted() {
        builder.file(nic.directory() + "/virtio0/mount_tag", "home\0");
        builder.file("/proc/self/mountinfo", "30 1 0:25 / /home rw - 9p home rw,trans=virtio");

        assertRefused("shared folder home is mounted on /home");
    }

    @Test
    void shouldRefuseASharedFolderOfVirtiofsThatIsMounted() {
        builder.file("/sys/fs/virtiofs/0/tag", "home");
        builder.directory(nic.directory() + "/virtio0");
        builder.link("/sys/fs/virtiofs/0/device", nic.directory() + "/virtio0");
        builder.file("/proc/self/mountinfo", "30 1 0:25 / /home rw - virtiofs home rw");

        assertRefused("shared folder home is mounted on /home");
    }

    @Test
    void shouldNotRefuseASharedFolderThatNobodyMounted() throws BindingRefused {
        builder.file(nic.directory() + "/virtio0/mount_tag", "home\0");
        builder.file("/proc/self/mountinfo", "30 1 0:25 / /home rw - 9p other rw,trans=virtio");

        bind(NIC);
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
        network("0x1003");

        new DriverBinding(kernel, true).bind(List.of(function(NIC)), "vfio-pci", true);

        assertThat(kernel.linkName("/sys/bus/pci/devices/" + NIC + "/driver")).contains("vfio-pci");
    }

    @Test
    void shouldTellWhichFileCannotBeWritten() {
        builder.remove("/sys/bus/pci/drivers_probe");

        assertThatThrownBy(() -> bind(NIC))
                .isInstanceOf(VfioException.class)
                .hasMessageContaining("write /sys/bus/pci/drivers_probe: ENOENT (there is no such file)")
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
        return new DriverBinding(kernel, true).unbind(function(NIC), force);
    }

    private void openBy(int process, String node) {
        builder.file("/proc/" + process + "/comm", "qemu").rawLink("/proc/" + process + "/fd/7", node);
    }

    private void network(String flags) {
        builder.file(nic.directory() + "/net/eth0/flags", flags);
        builder.link("/sys/class/net/eth0", nic.directory() + "/net/eth0");
    }

    private TreeBuilder disk(String number) {
        String partition = nic.directory() + "/nvme/nvme0/nvme0n1/nvme0n1p1";
        builder.link("/sys/class/block/nvme0n1p1", partition);
        return builder.file(partition + "/dev", number);
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

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> bind(NIC)).isInstanceOf(BindingRefused.class).hasMessageContaining(reason);
        assertThat(kernel.writes()).isEmpty();
    }
}
