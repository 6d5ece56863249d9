// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import io.vfio4j.testing.CProbe;
import org.junit.jupiter.api.Test;

class VfioAbiTest {
    @Test
    void shouldHaveTheKernelsNumbersForDevicesRegionsAndInterrupts() throws Exception {
        CProbe.including("linux/vfio.h")
                .expect("VFIO_DEVICE_FLAGS_RESET", DeviceInfo.RESET)
                .expect("VFIO_DEVICE_FLAGS_PCI", DeviceInfo.PCI)
                .expect("VFIO_REGION_INFO_FLAG_READ", RegionInfo.READ)
                .expect("VFIO_REGION_INFO_FLAG_WRITE", RegionInfo.WRITE)
                .expect("VFIO_REGION_INFO_FLAG_MMAP", RegionInfo.MMAP)
                .expect("VFIO_REGION_INFO_FLAG_CAPS", RegionInfo.CAPS)
                .expect("VFIO_IRQ_INFO_EVENTFD", IrqInfo.EVENTFD)
                .expect("VFIO_IRQ_INFO_MASKABLE", IrqInfo.MASKABLE)
                .expect("VFIO_IRQ_INFO_AUTOMASKED", IrqInfo.AUTOMASKED)
                .expect("VFIO_IRQ_INFO_NORESIZE", IrqInfo.NORESIZE)
                .expect("VFIO_PCI_BAR0_REGION_INDEX", VfioPci.BAR0_REGION)
                .expect("VFIO_PCI_BAR5_REGION_INDEX", VfioPci.BAR5_REGION)
                .expect("VFIO_PCI_ROM_REGION_INDEX", VfioPci.ROM_REGION)
                .expect("VFIO_PCI_CONFIG_REGION_INDEX", VfioPci.CONFIG_REGION)
                .expect("VFIO_PCI_VGA_REGION_INDEX", VfioPci.VGA_REGION)
                .expect("VFIO_PCI_NUM_REGIONS", VfioPci.REGIONS)
                .expect("VFIO_PCI_INTX_IRQ_INDEX", VfioPci.INTX_IRQ)
                .expect("VFIO_PCI_MSI_IRQ_INDEX", VfioPci.MSI_IRQ)
                .expect("VFIO_PCI_MSIX_IRQ_INDEX", VfioPci.MSIX_IRQ)
                .expect("VFIO_PCI_ERR_IRQ_INDEX", VfioPci.ERR_IRQ)
                .expect("VFIO_PCI_REQ_IRQ_INDEX", VfioPci.REQ_IRQ)
                .expect("VFIO_PCI_NUM_IRQS", VfioPci.IRQS)
                .verify();
    }

    @Test
    void shouldHaveTheKernelsNumbersForFeatures() throws Exception {
        CProbe.including("linux/vfio.h")
                .expect("VFIO_DEVICE_FEATURE_MASK", FeatureFlags.INDEX_MASK)
                .expect("VFIO_DEVICE_FEATURE_GET", FeatureFlags.GET)
                .expect("VFIO_DEVICE_FEATURE_SET", FeatureFlags.SET)
                .expect("VFIO_DEVICE_FEATURE_PROBE", FeatureFlags.PROBE)
                .expect("offsetof(struct vfio_device_feature, data)", FeatureFlags.HEADER_SIZE)
                .verify();
    }

    @Test
    void shouldHaveTheKernelsErrorNumbers() throws Exception {
        CProbe probe = CProbe.including("errno.h");
        for (Errno errno : Errno.values()) {
            if (errno != Errno.UNKNOWN) {
                probe.expect(errno.name(), errno.number());
            }
        }
        probe.verify();
    }
}
