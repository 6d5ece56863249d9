// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vfio4j.device.Errno;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.linux.file.DeviceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of two regions stands for a device's descriptor, in which one region lies behind the other. */
class DeviceMappingsTest {
    private static final int PAGE = 4096;
    private static final int ALL = RegionInfo.READ | RegionInfo.WRITE | RegionInfo.MMAP;

    @TempDir
    private Path folder;

    private IoctlFile device;
    private DeviceMappings mappings;
    private final RegionInfo first = new RegionInfo(0, ALL, 2 * PAGE, 0);
    private final RegionInfo second = new RegionInfo(1, ALL, PAGE, 2 * PAGE);

    @BeforeEach
    void setUp() throws IOException {
        byte[] bytes = new byte[3 * PAGE];
        bytes[2 * PAGE] = 42;
        Path file = Files.write(folder.resolve("device"), bytes);
        device = new IoctlFile("pci:test", DeviceFile.open(file.toString()));
        mappings = new DeviceMappings(device);
    }

    @AfterEach
    void tearDown() {
        mappings.close();
        device.close();
    }

    @Test
    void shouldMapARegionOnceAndAgainWhenItWasClosed() {
        SharedMemory memory = mappings.whole(second).orElseThrow();

        assertThat(memory.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 42);
        assertThat(mappings.whole(second).orElseThrow()).isSameAs(memory);
        memory.close();
        assertThat(mappings.whole(second).orElseThrow().segment().get(JAVA_BYTE, 0))
                .isEqualTo((byte) 42);
    }

    @Test
    void shouldKeepTheDevicesDescriptorToItself() {
        assertThat(mappings.whole(first).orElseThrow().passable()).isFalse();
        assertThat(mappings.part(first, 0, PAGE).passable()).isFalse();
    }

    @Test
    void shouldNotMapWhatMayNotBeMapped() {
        RegionInfo holes = new RegionInfo(
                0,
                ALL,
                2 * PAGE,
                0,
                List.of(new RegionCapability.SparseMmap(List.of(new RegionCapability.Area(PAGE, PAGE)))));

        assertThat(mappings.whole(new RegionInfo(0, RegionInfo.READ, PAGE, 0))).isEmpty();
        assertThat(mappings.whole(RegionInfo.absent(0, 0))).isEmpty();
        assertThat(mappings.whole(holes)).isEmpty();
        assertThat(mappings.part(holes, PAGE, PAGE).size()).isEqualTo(PAGE);
    }

    @Test
    void shouldNotMapTheNextRegionAsPartOfOne() {
        refused(Errno.EINVAL, 2 * PAGE, PAGE);
        refused(Errno.EINVAL, PAGE, 2 * PAGE);
        refused(Errno.EINVAL, -PAGE, PAGE);
        refused(Errno.EINVAL, 0, Long.MAX_VALUE);
        refused(Errno.EINVAL, Long.MAX_VALUE, PAGE);
        refused(Errno.EINVAL, 0, 0);
    }

    @Test
    void shouldUnmapAllWithTheDevice() {
        SharedMemory whole = mappings.whole(first).orElseThrow();
        SharedMemory part = mappings.part(second, 0, PAGE);

        mappings.close();
        mappings.close();

        assertThat(whole.segment().scope().isAlive()).isFalse();
        assertThat(part.segment().scope().isAlive()).isFalse();
        assertThat(mappings.whole(first)).isEmpty();
        refused(Errno.EBADF, 0, PAGE);
    }

    private void refused(Errno errno, long offset, long size) {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> mappings.part(first, offset, size))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
