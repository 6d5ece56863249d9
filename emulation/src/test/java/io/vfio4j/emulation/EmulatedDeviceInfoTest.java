// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.Errno;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Endpoints;
import org.junit.jupiter.api.Test;

class EmulatedDeviceInfoTest {
    private final PciFunction function = Endpoints.physical();
    private final EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO);

    @Test
    void shouldBeAResettablePciDeviceWithNineRegionsAndFiveInterruptIndices() {
        assertThat(device.info()).isEqualTo(new DeviceInfo(DeviceInfo.PCI | DeviceInfo.RESET, 9, 5));
        assertThat(device.name()).isEqualTo("emulated:0000:3a:00.0");
    }

    @Test
    void shouldNotBeResettableWithoutAWayToResetIt() {
        EmulatedDevice plain = EmulatedDevice.open(Endpoints.plain().build(), EmulatedDeviceOptions.VFIO);

        assertThat(plain.info().resettable()).isFalse();
        assertErrno(Errno.EINVAL, plain::reset);
    }

    @Test
    void shouldDescribeTheRegions() {
        int access = RegionInfo.READ | RegionInfo.WRITE;

        assertThat(device.regionInfo(0)).isEqualTo(new RegionInfo(0, access, 0x10000, 0));
        assertThat(device.regionInfo(1)).isEqualTo(RegionInfo.absent(1, 1L << 40));
        assertThat(device.regionInfo(VfioPci.ROM_REGION)).isEqualTo(RegionInfo.absent(6, 6L << 40));
        assertThat(device.regionInfo(VfioPci.CONFIG_REGION)).isEqualTo(new RegionInfo(7, access, 4096, 7L << 40));
        assertErrno(Errno.EINVAL, () -> device.regionInfo(VfioPci.VGA_REGION));
        assertErrno(Errno.EINVAL, () -> device.regionInfo(9));
        assertErrno(Errno.EINVAL, () -> device.regionInfo(-1));
    }

    @Test
    void shouldDescribeTheInterrupts() {
        int intx = IrqInfo.EVENTFD | IrqInfo.MASKABLE | IrqInfo.AUTOMASKED;
        int fixed = IrqInfo.EVENTFD | IrqInfo.NORESIZE;

        assertThat(device.irqInfo(VfioPci.INTX_IRQ)).isEqualTo(new IrqInfo(0, intx, 0));
        assertThat(device.irqInfo(VfioPci.MSI_IRQ)).isEqualTo(new IrqInfo(1, fixed, 8));
        assertThat(device.irqInfo(VfioPci.MSIX_IRQ)).isEqualTo(new IrqInfo(2, IrqInfo.EVENTFD, 32));
        assertThat(device.irqInfo(VfioPci.ERR_IRQ)).isEqualTo(new IrqInfo(3, fixed, 1));
        assertThat(device.irqInfo(VfioPci.REQ_IRQ)).isEqualTo(new IrqInfo(4, fixed, 1));
        assertErrno(Errno.EINVAL, () -> device.irqInfo(5));
    }

    @Test
    void shouldHaveNoErrorInterruptWithoutPciExpress() {
        EmulatedDevice plain = EmulatedDevice.open(Endpoints.plain().build(), EmulatedDeviceOptions.VFIO);

        assertErrno(Errno.EINVAL, () -> plain.irqInfo(VfioPci.ERR_IRQ));
        assertThat(plain.irqInfo(VfioPci.INTX_IRQ).count()).isEqualTo(1);
    }

    @Test
    void shouldSayWhatItIsAndHowItReportsPasid() {
        EmulatedDevice virtual =
                EmulatedDevice.open(function.virtualFunctions().getFirst(), EmulatedDeviceOptions.HARDWARE);

        assertThat(device.origin().functionKind()).isEqualTo(FunctionKind.PHYSICAL);
        assertThat(device.origin().pasidFeature()).contains(PasidFeature.PROPOSED);
        assertThat(virtual.origin().functionKind()).isEqualTo(FunctionKind.VIRTUAL);
        assertThat(virtual.origin().pasidFeature()).isEmpty();
    }
}
