// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.node.NodeErrors;
import io.vfio4j.kernel.node.Nodes;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.testing.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be asked without a function of vfio-pci; the lab's test {@code client} asks the rest of a real kernel. */
class KernelDeviceTest {
    private static final PciAddress ABSENT = PciAddress.parse("ffff:ff:1f.7");

    @ParameterizedTest
    @EnumSource(KernelOptions.Way.class)
    void shouldSayThatThisMachineHasNoSuchFunction(KernelOptions.Way way) {
        var before = OpenDescriptors.snapshot();

        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> KernelDevice.open(ABSENT, KernelOptions.DEFAULT.withWay(way)))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                .withMessageContaining("no such function")
                .satisfies(failure -> assertThat(failure.getCause())
                        .isInstanceOfSatisfying(
                                OpeningRefused.class,
                                refused -> assertThat(refused.reason())
                                        .isEqualTo(OpeningRefused.Reason.NO_SUCH_FUNCTION)));
        assertThat(OpenDescriptors.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldExplainThatANodeIsMissing() {
        VfioException failure = new VfioException("/dev/iommu", "open", Errno.ENOENT);

        assertThat(NodeErrors.explained(failure, "pci:0000:3a:00.0", Nodes.IOMMU))
                .hasMessageContaining("pci:0000:3a:00.0: open(/dev/iommu): ENOENT")
                .hasMessageContaining("CONFIG_IOMMUFD");
        assertThat(NodeErrors.explained(failure, "pci:0000:3a:00.0", Nodes.CONTAINER))
                .hasMessageContaining("modprobe vfio-pci");
        assertThat(NodeErrors.explained(failure, "pci:0000:3a:00.0", "/dev/vfio/7"))
                .hasMessageContaining("not passed on");
    }

    @Test
    void shouldSayWhoseANodeIsThatMayNotBeOpened() {
        VfioException failure = new VfioException("/dev/null", "open", Errno.EACCES);

        assertThat(NodeErrors.explained(failure, "pci:0000:3a:00.0", "/dev/null"))
                .hasMessageContaining("mode 0666, uid 0, gid 0");
    }

    @Test
    void shouldRefuseWhatIsNoIommufd() {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> {
                    try (Iommufd iommufd = Iommufd.open("/dev/null")) {
                        iommufd.allocateIoas();
                    }
                })
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOTTY));
    }

    @Test
    void shouldAllocateWholePagesForDma() {
        var before = OpenDescriptors.snapshot();
        try (SharedBuffer buffer = SharedBuffer.allocate(5000)) {
            assertThat(buffer.size()).isEqualTo(8192);
            assertThat(buffer.segment().address() % 4096).isZero();
            assertThat(buffer.segment().toArray(JAVA_BYTE)).containsOnly(0);
        }
        assertThat(OpenDescriptors.snapshot()).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedBuffer.allocate(0))
                .withMessageContaining("size=0");
    }

    @Test
    void shouldAllocateHugePagesWhereSomeAreFree() throws IOException {
        Path free = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");
        assumeTrue(
                Files.isReadable(free) && !Files.readString(free).strip().equals("0"), "no huge page of 2 MiB is free");
        try (SharedBuffer buffer = SharedBuffer.allocate(4096, SharedBuffer.PageSize.SIZE_2_MIB)) {
            assertThat(buffer.size()).isEqualTo(2 << 20);
            assertThat(buffer.segment().address() % (2 << 20)).isZero();
            buffer.segment().set(JAVA_BYTE, (2 << 20) - 1, (byte) 1);
        }
    }

    /** More than any machine has: the kernel refuses it when it is mapped, or when it is made. */
    @Test
    void shouldSayWhichHugePagesAreMissing() {
        var before = OpenDescriptors.snapshot();

        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> SharedBuffer.allocate(1L << 46, SharedBuffer.PageSize.SIZE_2_MIB))
                .satisfies(e -> assertThat(e.errno()).isIn(Errno.ENOMEM, Errno.ENODEV, Errno.ENOSYS, Errno.EINVAL));
        assertThat(OpenDescriptors.snapshot()).isEqualTo(before);
    }
}
