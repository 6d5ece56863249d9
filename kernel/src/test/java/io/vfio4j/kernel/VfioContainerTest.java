// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.testing.TreeBuilder;
import io.vfio4j.kernel.dma.ContainerIommu;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.linux.file.DeviceFile;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain files stand for VFIO's nodes, which answer no request; the lab's test {@code container} has real ones. */
class VfioContainerTest {
    private static final PciAddress ADDRESS = PciAddress.parse("0000:3a:00.0");
    private static final long COMMAND = VfioPci.regionOffset(VfioPci.CONFIG_REGION) + 4;

    @TempDir
    private Path folder;

    private VfioContainer container;
    private Path node;

    @BeforeEach
    void setUp() throws IOException {
        node = Files.createFile(folder.resolve("vfio"));
        container = new VfioContainer(new IoctlFile(node.toString(), DeviceFile.open(node.toString())));
    }

    @Test
    void shouldRefuseWhatIsNoContainer() throws IOException {
        container.close();

        refused(Errno.ENOTTY, () -> VfioContainer.open("pci:test", node.toString()));
        refused(Errno.ENOENT, () -> VfioContainer.open("pci:test", node + "-absent"));
        assertThat(descriptorsOf(node)).isZero();
    }

    @Test
    void shouldMapNothingWithoutADevice() {
        try (SharedBuffer buffer = SharedBuffer.allocate(4096)) {
            DmaRegion region = new DmaRegion(0x1000, 4096, true, true, buffer);

            refused(Errno.EINVAL, () -> container.mapDma(region));
            refused(Errno.EINVAL, () -> container.unmapDma(0x1000, 4096));
            refused(Errno.EINVAL, container::iovaRanges);
            assertThat(container.unmapAllDma()).isZero();
            container.close();
            refused(Errno.EBADF, () -> container.mapDma(region));
        }
    }

    @Test
    void shouldOpenNothingOnceItWasClosedTwice() throws IOException {
        container.close();
        container.close();

        assertThat(descriptorsOf(node)).isZero();
        assertThat(container.groups()).isEmpty();
        refused(Errno.EBADF, () -> container.open(groupDevice()));
    }

    @Test
    void shouldHaveNoGroupWhenItsNodeIsMissing() throws IOException {
        assumeTrue(!Files.exists(Path.of(groupDevice().node())), "this machine has such a group");

        refused(Errno.ENOENT, () -> container.open(groupDevice()));
        assertThat(container.groups()).isEmpty();
        container.close();
        assertThat(descriptorsOf(node)).isZero();
    }

    @Test
    void shouldRefuseToHandAClosedContainerToAGroup() throws IOException {
        Path group = Files.createFile(folder.resolve("group"));
        IoctlFile closed = new IoctlFile("pci:test", DeviceFile.open(node.toString()));
        closed.close();
        try (OpenGroup open = new OpenGroup(groupDevice(), DeviceFile.open(group.toString()))) {
            refused(Errno.ENOTTY, () -> open.join(closed, groupDevice(), false));
            refused(Errno.ENOTTY, () -> open.device(groupDevice()));
            assertThat(open.isUsed()).isFalse();
        }
        assertThat(descriptorsOf(group)).isZero();
        container.close();
    }

    /** The container was closed before its device, which has kept it open. */
    @Test
    void shouldSwitchBusMasteringOffAndCloseAllWithTheLastDevice() throws IOException {
        Path config = Files.createFile(folder.resolve("device"));
        writeCommand(config, 0x0506);
        Path group = Files.createFile(folder.resolve("group"));
        KernelDevice device = device(config, group);
        container.close();

        device.close();
        device.close();

        assertThat(readCommand(config)).isEqualTo((short) 0x0502);
        assertThat(descriptorsOf(config)).isZero();
        assertThat(descriptorsOf(group)).isZero();
        assertThat(descriptorsOf(node)).isZero();
    }

    private KernelDevice device(Path config, Path group) {
        TreeBuilder builder = new TreeBuilder(folder.resolve("tree"));
        builder.function(ADDRESS.toString()).group(7);
        SysfsFunction function = SysfsFunction.find(builder.tree(), ADDRESS).orElseThrow();
        IoctlFile file = new IoctlFile("pci:test", DeviceFile.open(config.toString()));
        OpenGroup open = new OpenGroup(groupDevice(), DeviceFile.open(group.toString()));
        return new KernelDevice(
                "pci:test",
                function,
                KernelOptions.DEFAULT,
                new GroupAccess(file, ADDRESS, open, container, new ContainerIommu(file, false)));
    }

    private static OpenRequest groupDevice() {
        IommuGroup group = new IommuGroup(2_000_000_007, Optional.empty(), Optional.empty(), List.of());
        return new OpenRequest("pci:test", ADDRESS, group, false, Optional.empty());
    }

    /** Where a device's configuration space is in its file: at 7 TiB, which not every file system has room for. */
    private static void writeCommand(Path file, int value) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) value, (byte) (value >> 8)}), COMMAND);
        } catch (IOException tooFar) {
            assumeTrue(false, "no file can be as large here: " + tooFar.getMessage());
        }
    }

    private static short readCommand(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(bytes, COMMAND);
            return bytes.getShort(0);
        }
    }

    private static void refused(Errno errno, ThrowingCallable action) {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(action)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }

    private static long descriptorsOf(Path file) throws IOException {
        long open = 0;
        try (var entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : entries) {
                if (Files.isSymbolicLink(entry) && Files.readSymbolicLink(entry).equals(file.toRealPath())) {
                    open++;
                }
            }
        }
        return open;
    }
}
