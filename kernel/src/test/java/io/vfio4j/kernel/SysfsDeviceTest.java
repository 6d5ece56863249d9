// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vfio4j.device.DeviceConfigSpace;
import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.SegmentMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.host.testing.HealthyMachine;
import io.vfio4j.pasid.PasidProbe;
import io.vfio4j.pasid.PasidReport;
import io.vfio4j.pci.PciAddress;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysfsDeviceTest {
    private static final PciAddress ADDRESS = PciAddress.parse(HealthyMachine.FUNCTION);

    @TempDir
    private Path root;

    private HealthyMachine machine;

    @BeforeEach
    void setUp() {
        machine = new HealthyMachine(root);
    }

    @Test
    void shouldShowTheHardwaresRegistersWithPasid() {
        try (SysfsDevice device = open()) {
            assertThat(device.name()).isEqualTo("pci:0000:3a:00.0");
            PasidReport report = PasidProbe.of(device);
            assertThat(report.deciding().orElseThrow().source()).isEqualTo(PasidReport.Source.CONFIG_SPACE);
            assertThat(report.offer().orElseThrow().width()).isEqualTo(20);
            assertThat(DeviceConfigSpace.read(device).size()).isEqualTo(4096);
            assertThat(device.origin().functionKind()).isEqualTo(FunctionKind.PHYSICAL);
        }
    }

    @Test
    void shouldRefuseAFunctionThatDoesNotAnswer() {
        byte[] ones = new byte[4096];
        Arrays.fill(ones, (byte) -1);
        machine.tree()
                .file("/sys/bus/pci/devices/%s/config".formatted(ADDRESS), ones)
                .file("/sys/bus/pci/devices/%s/power_state".formatted(ADDRESS), "D3cold");
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(this::open)
                .withMessageContaining("ENODEV (it reads all ones")
                .withMessageEndingWith("its power state is D3cold)");
    }

    @Test
    void shouldReadTheSizesOfItsRegions() {
        machine.tree().file("/sys/bus/pci/devices/%s/resource".formatted(ADDRESS), """
                        0x00000000fe000000 0x00000000fe00ffff 0x0000000000040200
                        0x0000000000000000 0x0000000000000000 0x0000000000000000
                        0x0000380000000000 0x00003bffffffffff 0x000000000014220c
                        not a number""");
        try (SysfsDevice device = open()) {
            assertThat(device.regionInfo(0).size()).isEqualTo(0x10000);
            assertThat(device.regionInfo(1).size()).isZero();
            assertThat(device.regionInfo(2).size()).isEqualTo(1L << 42);
            assertThat(device.regionInfo(3).size()).isZero();
            assertThat(device.regionInfo(VfioPci.ROM_REGION).size()).isZero();
            assertThat(device.regionInfo(0).readable()).isFalse();
        }
    }

    @Test
    void shouldKnowWhetherItCanBeReset() {
        try (SysfsDevice device = open()) {
            assertThat(device.info().resettable()).isFalse();
            machine.tree().file("/sys/bus/pci/devices/%s/reset".formatted(ADDRESS), "");
            assertThat(device.info()).isEqualTo(new DeviceInfo(DeviceInfo.PCI | DeviceInfo.RESET, VfioPci.REGIONS, 0));
        }
    }

    @Test
    void shouldRefuseWhatOnlyVfioCanDo() {
        MemorySegment dword = MemorySegment.ofArray(new int[1]);
        try (SysfsDevice device = open()) {
            refused(Errno.EOPNOTSUPP, () -> device.write(VfioPci.CONFIG_REGION, 4, dword, 0, 4));
            refused(Errno.EOPNOTSUPP, () -> device.read(VfioPci.BAR0_REGION, 0, dword, 0, 4));
            refused(Errno.EOPNOTSUPP, device::reset);
            refused(Errno.EOPNOTSUPP, device::unmapAllDma);
            refused(
                    Errno.EOPNOTSUPP,
                    () -> device.mapDma(new DmaRegion(0, 4096, true, true, new SegmentMemory(dword))));
            refused(Errno.ENOTTY, () -> device.feature(11 | 1 << 16, dword));
            refused(Errno.EINVAL, () -> device.regionInfo(VfioPci.VGA_REGION));
            assertThat(dword.get(JAVA_INT, 0)).isZero();
        }
    }

    @Test
    void shouldSayThatTheRegistersBehindTheHeaderNeedRoot() {
        machine.tree().file("/sys/bus/pci/devices/%s/config".formatted(ADDRESS), new byte[64]);
        try (SysfsDevice device = open()) {
            assertThatExceptionOfType(VfioException.class)
                    .isThrownBy(() -> DeviceConfigSpace.read(device))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EACCES))
                    .withMessageContaining("root");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchFunction() {
        PciAddress absent = PciAddress.parse("0000:77:00.0");
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> SysfsDevice.open(machine.tree().tree(), absent))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                .withMessageContaining("no such function");
    }

    private SysfsDevice open() {
        return SysfsDevice.open(machine.tree().tree(), ADDRESS);
    }

    private static void refused(Errno errno, Runnable operation) {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(operation::run)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
