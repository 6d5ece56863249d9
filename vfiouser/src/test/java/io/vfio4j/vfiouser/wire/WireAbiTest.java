// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import io.vfio4j.abi.HostOrder;
import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.testing.CProbe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The structures that the protocol has from the kernel, against linux/vfio.h: each codec writes, C says where. */
class WireAbiTest {
    private final MemorySegment segment = Arena.ofAuto().allocate(256);

    @Test
    void shouldLayOutDeviceInfoAsTheKernel() throws Exception {
        DeviceInfoCodec.encode(new DeviceInfo(3, 9, 5), segment, 0);

        CProbe.including("linux/vfio.h")
                .expect("offsetof(struct vfio_device_info, cap_offset)", 16)
                .expect("offsetof(struct vfio_device_info, argsz)", offsetOf(DeviceInfoCodec.SIZE))
                .expect("offsetof(struct vfio_device_info, flags)", offsetOf(3))
                .expect("offsetof(struct vfio_device_info, num_regions)", offsetOf(9))
                .expect("offsetof(struct vfio_device_info, num_irqs)", offsetOf(5))
                .verify();
    }

    @Test
    void shouldLayOutRegionInfoAsTheKernel() throws Exception {
        var capabilities = List.<RegionCapability>of(
                new RegionCapability.SparseMmap(List.of(new RegionCapability.Area(0x1000, 0x2000))),
                new RegionCapability.DeviceSpecific(0x55, 0x66),
                new RegionCapability.MsixMappable());
        RegionInfoCodec.encode(new RegionInfo(7, 3, 0x10000, 0x20000, capabilities), -1, segment, 0);
        long sparse = RegionInfoCodec.SIZE;
        long type = u32(segment, sparse + 4);
        long msix = u32(segment, type + 4);

        CProbe.including("linux/vfio.h")
                .expect("sizeof(struct vfio_region_info)", RegionInfoCodec.SIZE)
                .expect("offsetof(struct vfio_region_info, index)", offsetOf(7))
                .expect("offsetof(struct vfio_region_info, cap_offset)", 12)
                .expect("offsetof(struct vfio_region_info, size)", offsetOf64(0x10000))
                .expect("offsetof(struct vfio_region_info, offset)", offsetOf64(0x20000))
                .expect("sizeof(struct vfio_info_cap_header)", 8)
                .expect("offsetof(struct vfio_info_cap_header, next)", 4)
                .expect("VFIO_REGION_INFO_CAP_SPARSE_MMAP", HostOrder.u16(segment, sparse))
                .expect("VFIO_REGION_INFO_CAP_TYPE", HostOrder.u16(segment, type))
                .expect("VFIO_REGION_INFO_CAP_MSIX_MAPPABLE", HostOrder.u16(segment, msix))
                .expect("sizeof(struct vfio_region_info_cap_type)", msix - type)
                .expect("offsetof(struct vfio_region_info_cap_type, subtype)", offsetOf(0x66) - type)
                .expect("sizeof(struct vfio_region_info_cap_sparse_mmap)", type - sparse - 16)
                .expect("offsetof(struct vfio_region_info_cap_sparse_mmap, nr_areas)", 8)
                .expect("offsetof(struct vfio_region_info_cap_sparse_mmap, areas)", offsetOf64(0x1000) - sparse)
                .expect("sizeof(struct vfio_region_sparse_mmap_area)", 16)
                .verify();
    }

    @Test
    void shouldLayOutInterruptsAsTheKernel() throws Exception {
        IrqInfoCodec.encode(new IrqInfo(2, 5, 77), segment, 0);
        long index = offsetOf(2);
        long count = offsetOf(77);
        IrqSetCodec.encode(new IrqSet(3, 88, 99, Action.MASK, new Data.None()), segment, 0);

        CProbe.including("linux/vfio.h")
                .expect("sizeof(struct vfio_irq_info)", IrqInfoCodec.SIZE)
                .expect("offsetof(struct vfio_irq_info, index)", index)
                .expect("offsetof(struct vfio_irq_info, count)", count)
                .expect("offsetof(struct vfio_irq_set, data)", IrqSetCodec.SIZE)
                .expect("offsetof(struct vfio_irq_set, start)", offsetOf(88))
                .expect("offsetof(struct vfio_irq_set, count)", offsetOf(99))
                .expect("VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK", flags(Action.MASK, new Data.None()))
                .expect(
                        "VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_UNMASK",
                        flags(Action.UNMASK, new Data.Bools(List.of(true))))
                .expect(
                        "VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER",
                        flags(Action.TRIGGER, new Data.Events(List.of(EventDescriptor.NONE))))
                .verify();
    }

    @Test
    void shouldHaveTheKernelsFlagsForFeaturesAndDma() throws Exception {
        CProbe.including("linux/vfio.h")
                .expect("sizeof(struct vfio_device_feature)", FeatureRequest.SIZE)
                .expect("VFIO_DMA_MAP_FLAG_READ", DmaMapping.READABLE)
                .expect("VFIO_DMA_MAP_FLAG_WRITE", DmaMapping.WRITABLE)
                .expect("VFIO_DMA_UNMAP_FLAG_ALL", DmaUnmapping.ALL)
                .expect("offsetof(struct vfio_iommu_type1_dma_unmap, data)", DmaUnmapping.SIZE)
                .expect("sizeof(struct vfio_iommu_type1_dma_map)", DmaMapping.SIZE)
                .verify();
    }

    private int flags(Action action, Data data) {
        IrqSetCodec.encode(new IrqSet(0, 0, 1, action, data), segment, 0);
        return u32(segment, 4);
    }

    /** Where a 32-bit field has that value, which only it has. */
    private long offsetOf(int value) {
        long at = 0;
        while (u32(segment, at) != value) {
            at += 4;
        }
        return at;
    }

    private long offsetOf64(long value) {
        long at = 0;
        while (u64(segment, at) != value) {
            at += 8;
        }
        return at;
    }
}
