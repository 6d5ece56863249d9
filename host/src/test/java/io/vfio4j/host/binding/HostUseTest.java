// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.testing.FunctionBuilder;
import io.vfio4j.host.testing.TreeBuilder;
import io.vfio4j.pci.PciAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the host would lose with a function, by what its files say. */
class HostUseTest {
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
        nic = builder.function(NIC).driver("i40e").group(12);
        network("0x1002");
        kernel = new DriverCore(builder);
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
    void shouldNotRefuseASharedFolderThatNobodyMounted() {
        builder.file(nic.directory() + "/virtio0/mount_tag", "home\0");
        builder.file("/proc/self/mountinfo", "30 1 0:25 / /home rw - 9p other rw,trans=virtio");

        assertThat(objections()).isEmpty();
    }

    @Test
    void shouldReadEveryMountOfAHostOfContainers() {
        String overlay = "100 22 0:50 / /var/lib/containerd/" + "x".repeat(400) + " rw - overlay overlay rw\n";
        disk("259:1")
                .file("/proc/self/mountinfo", overlay.repeat(300) + "900 22 259:1 / /data rw - xfs /dev/nvme0n1p1 rw");

        assertRefused("nvme0n1p1 is mounted on /data");
    }

    @Test
    void shouldRefuseADiskThatTheKernelSaysIsHeld() {
        disk("259:1");
        kernel.holding("/dev/nvme0n1p1");

        assertRefused("nvme0n1p1 is in use, perhaps mounted in a container");
    }

    @Test
    void shouldKnowTheNodeOfADiskWithASlashInItsName() {
        builder.link("/sys/class/block/cciss!c0d0", nic.directory() + "/cciss0/block/cciss!c0d0");
        builder.file("/proc/self/mountinfo", "22 1 0:33 / /data rw - btrfs /dev/cciss/c0d0 rw,subvol=/");

        assertRefused("cciss!c0d0 is mounted on /data");
    }

    @Test
    void shouldRefuseInAContainer() {
        builder.rawLink("/proc/self/ns/pid", "pid:[4026532836]");

        assertRefused("this is a container: what the host uses cannot be seen");
    }

    @Test
    void shouldRefuseInAnotherNetworkNamespace() {
        builder.rawLink("/proc/self/ns/pid", "pid:[4026531836]");
        builder.rawLink("/proc/self/ns/net", "net:[4026532000]").rawLink("/proc/1/ns/net", "net:[4026531833]");

        assertRefused("this is not the host's network namespace");
    }

    @Test
    void shouldNotMindTheNamespacesOfTheHost() {
        builder.rawLink("/proc/self/ns/pid", "pid:[4026531836]");
        builder.rawLink("/proc/self/ns/net", "net:[4026531833]").rawLink("/proc/1/ns/net", "net:[4026531833]");

        assertThat(objections()).isEmpty();
    }

    @Test
    void shouldRefuseANetworkFunctionWhoseInterfaceIsElsewhere() {
        builder.remove("/sys/class/net/eth0");

        assertRefused("no network interface of it can be seen here");
    }

    @Test
    void shouldNotMissTheInterfaceOfAnInfiniBandController() {
        nic.is(0x020700, 0x15b3, 0x1021);
        builder.remove("/sys/class/net/eth0");

        assertThat(objections()).isEmpty();
    }

    @Test
    void shouldNotMissAnInterfaceWhereNoDriverMakesOne() {
        builder.remove("/sys/class/net/eth0");
        nic.driver("uio_pci_generic");

        assertThat(objections()).isEmpty();
    }

    @Test
    void shouldRefuseACxlMemoryDevice() {
        nic.is(0x050210, 0x8086, 0x0d93).driver("cxl_pci");

        assertRefused("it is a CXL memory device, whose memory the host may use");
    }

    @Test
    void shouldNameTheRegionOfACxlMemoryDevice() {
        nic.is(0x050210, 0x8086, 0x0d93).driver("cxl_pci");
        String endpoint = "/sys/devices/platform/ACPI0017:00/root0/port1/endpoint2";
        builder.link("/sys/bus/cxl/devices/endpoint2", endpoint);
        builder.directory(nic.directory() + "/mem0");
        builder.link(endpoint + "/uport", nic.directory() + "/mem0");
        builder.file(endpoint + "/decoder2.0/region", "region0").file(endpoint + "/decoder2.1/region", "");

        assertRefused("whose memory the host has in region0");
    }

    @Test
    void shouldRefuseMemoryOfAVirtualMachine() {
        builder.link(nic.directory() + "/virtio0/driver", "/sys/bus/virtio/drivers/virtio_mem");

        assertRefused("memory of this virtual machine");
    }

    @Test
    void shouldRefuseAFramebuffer() {
        builder.directory(nic.directory() + "/graphics/fb0");
        builder.link("/sys/class/graphics/fb0", nic.directory() + "/graphics/fb0");

        assertRefused("framebuffer fb0 is on it");
    }

    @Test
    void shouldRefuseTheDisplayThatTheFirmwareSetUp() {
        nic.is(0x030000, 0x10de, 0x2560);
        builder.link("/sys/class/graphics/fb0", "/sys/devices/platform/efi-framebuffer.0/graphics/fb0");
        assertThat(objections()).isEmpty();

        nic.file("boot_vga", "1");

        assertRefused("framebuffer fb0 is on it");
    }

    @Test
    void shouldRefuseADisplayThatIsOn() {
        builder.file(nic.directory() + "/drm/card0/card0-DP-1/enabled", "enabled");
        builder.link("/sys/class/drm/card0-DP-1", nic.directory() + "/drm/card0/card0-DP-1");

        assertRefused("display card0-DP-1 is on");
    }

    @Test
    void shouldRefuseASerialConsole() {
        builder.directory(nic.directory() + "/tty/ttyS4");
        builder.link("/sys/class/tty/ttyS4", nic.directory() + "/tty/ttyS4");
        builder.file("/sys/class/tty/console/active", "tty0 ttyS4");

        assertRefused("ttyS4 is the system's console");
    }

    @Test
    void shouldRefuseWhatAProcessHasOpenThroughTheHostsDriver() {
        builder.file(nic.directory() + "/drm/card0/uevent", "MAJOR=226\nMINOR=0\nDEVNAME=dri/card0");
        builder.link("/sys/class/drm/card0", nic.directory() + "/drm/card0");
        builder.file("/proc/812/comm", "Xorg").rawLink("/proc/812/fd/14", "/dev/dri/card0");

        assertRefused("process 812 (Xorg) has /dev/dri/card0 open");
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

    private List<String> objections() {
        SysfsFunction function =
                SysfsFunction.find(kernel, PciAddress.parse(NIC)).orElseThrow();
        return new DriverBinding(kernel, true).objections(List.of(function), "vfio-pci");
    }

    private void assertRefused(String reason) {
        assertThat(objections()).singleElement().asString().contains(reason);
    }
}
