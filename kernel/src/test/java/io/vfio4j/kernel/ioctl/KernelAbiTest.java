// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.testing.CProbe;
import org.junit.jupiter.api.Test;

class KernelAbiTest {
    @Test
    void shouldHaveTheRequestsOfVfio() throws Exception {
        CProbe probe = CProbe.including("linux/vfio.h");
        for (Request request : Request.values()) {
            if (request.name().startsWith("VFIO_")) {
                probe.expectIfDefined(request.name(), request.code());
            }
        }
        probe.verify();
    }

    @Test
    void shouldHaveTheRequestsOfIommufd() throws Exception {
        CProbe probe = CProbe.including("linux/iommufd.h").sinceLinux(6, 6);
        for (Request request : Request.values()) {
            if (request.name().startsWith("IOMMU_")) {
                probe.expect(request.name(), request.code());
            }
        }
        probe.verify();
    }

    @Test
    void shouldLayOutDeviceStructuresAsTheKernelDoes() throws Exception {
        CProbe.including("linux/vfio.h")
                .struct("vfio_device_info")
                .field("argsz", DeviceAbi.ARGSZ)
                .field("flags", DeviceAbi.FLAGS)
                .field("num_regions", DeviceAbi.DeviceInfo.NUM_REGIONS)
                .field("num_irqs", DeviceAbi.DeviceInfo.NUM_IRQS)
                .expect("offsetof(struct vfio_device_info, num_irqs) + 4", DeviceAbi.DeviceInfo.SIZE)
                .struct("vfio_region_info")
                .size(DeviceAbi.Region.SIZE)
                .field("index", DeviceAbi.Region.INDEX)
                .field("cap_offset", DeviceAbi.Region.CAP_OFFSET)
                .field("size", DeviceAbi.Region.REGION_SIZE)
                .field("offset", DeviceAbi.Region.OFFSET)
                .verify();
    }

    @Test
    void shouldLayOutInterruptAndResetStructuresAsTheKernelDoes() throws Exception {
        CProbe.including("linux/vfio.h")
                .struct("vfio_irq_info")
                .size(DeviceAbi.Irq.SIZE)
                .field("index", DeviceAbi.Irq.INDEX)
                .field("count", DeviceAbi.Irq.COUNT)
                .struct("vfio_irq_set")
                .field("data", DeviceAbi.IrqSet.SIZE)
                .field("index", DeviceAbi.IrqSet.INDEX)
                .field("start", DeviceAbi.IrqSet.START)
                .field("count", DeviceAbi.IrqSet.COUNT)
                .expect("VFIO_IRQ_SET_DATA_NONE", DeviceAbi.IrqSet.DATA_NONE)
                .expect("VFIO_IRQ_SET_DATA_BOOL", DeviceAbi.IrqSet.DATA_BOOL)
                .expect("VFIO_IRQ_SET_DATA_EVENTFD", DeviceAbi.IrqSet.DATA_EVENTFD)
                .expect("VFIO_IRQ_SET_ACTION_MASK", DeviceAbi.IrqSet.ACTION_MASK)
                .expect("VFIO_IRQ_SET_ACTION_UNMASK", DeviceAbi.IrqSet.ACTION_UNMASK)
                .expect("VFIO_IRQ_SET_ACTION_TRIGGER", DeviceAbi.IrqSet.ACTION_TRIGGER)
                .struct("vfio_pci_hot_reset_info")
                .field("devices", DeviceAbi.HotResetInfo.SIZE)
                .field("count", DeviceAbi.HotResetInfo.COUNT)
                .struct("vfio_pci_dependent_device")
                .size(DeviceAbi.HotResetInfo.DEVICE_SIZE)
                .field("segment", DeviceAbi.HotResetInfo.SEGMENT)
                .field("bus", DeviceAbi.HotResetInfo.BUS)
                .field("devfn", DeviceAbi.HotResetInfo.DEVFN)
                .expectIfDefined("VFIO_PCI_HOT_RESET_FLAG_DEV_ID", DeviceAbi.HotResetInfo.FLAG_DEV_ID)
                .expectIfDefined("VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED", DeviceAbi.HotResetInfo.FLAG_DEV_ID_OWNED)
                .struct("vfio_pci_hot_reset")
                .field("group_fds", DeviceAbi.HotReset.SIZE)
                .field("count", DeviceAbi.HotReset.COUNT)
                .verify();
    }

    @Test
    void shouldLayOutBindingAndAttachingAsTheKernelDoes() throws Exception {
        String bind = "VFIO_DEVICE_BIND_IOMMUFD";
        String token = "VFIO_DEVICE_BIND_FLAG_TOKEN";
        String attach = "VFIO_DEVICE_ATTACH_IOMMUFD_PT";
        String pasid = "VFIO_DEVICE_ATTACH_PASID";
        CProbe.including("linux/vfio.h")
                .expectWith(bind, "offsetof(struct vfio_device_bind_iommufd, iommufd)", DeviceAbi.Bind.IOMMUFD)
                .expectWith(bind, "offsetof(struct vfio_device_bind_iommufd, out_devid)", DeviceAbi.Bind.OUT_DEVID)
                .expectWith(bind, "offsetof(struct vfio_device_bind_iommufd, out_devid) + 4", DeviceAbi.Bind.SIZE)
                .expectWith(
                        token,
                        "offsetof(struct vfio_device_bind_iommufd, token_uuid_ptr)",
                        DeviceAbi.Bind.TOKEN_UUID_PTR)
                .expectWith(token, "sizeof(struct vfio_device_bind_iommufd)", DeviceAbi.Bind.SIZE_WITH_TOKEN)
                .expectIfDefined(token, DeviceAbi.Bind.FLAG_TOKEN)
                .expectWith(attach, "offsetof(struct vfio_device_attach_iommufd_pt, pt_id)", DeviceAbi.Attach.PT_ID)
                .expectWith(attach, "offsetof(struct vfio_device_attach_iommufd_pt, pt_id) + 4", DeviceAbi.Attach.SIZE)
                .expectWith(pasid, "offsetof(struct vfio_device_attach_iommufd_pt, pasid)", DeviceAbi.Attach.PASID)
                .expectWith(pasid, "sizeof(struct vfio_device_attach_iommufd_pt)", DeviceAbi.Attach.SIZE_WITH_PASID)
                .expectIfDefined(pasid, DeviceAbi.Attach.FLAG_PASID)
                .expectWith(pasid, "offsetof(struct vfio_device_detach_iommufd_pt, flags) + 4", DeviceAbi.Detach.SIZE)
                .expectWith(pasid, "offsetof(struct vfio_device_detach_iommufd_pt, pasid)", DeviceAbi.Detach.PASID)
                .expectWith(pasid, "sizeof(struct vfio_device_detach_iommufd_pt)", DeviceAbi.Detach.SIZE_WITH_PASID)
                .expectIfDefined("VFIO_DEVICE_DETACH_PASID", DeviceAbi.Detach.FLAG_PASID)
                .verify();
    }

    @Test
    void shouldLayOutContainersAsTheKernelDoes() throws Exception {
        CProbe.including("linux/vfio.h")
                .expect("VFIO_API_VERSION", ContainerAbi.API_VERSION)
                .expect("VFIO_TYPE1v2_IOMMU", ContainerAbi.TYPE1V2_IOMMU)
                .expect("VFIO_NOIOMMU_IOMMU", ContainerAbi.NOIOMMU_IOMMU)
                .struct("vfio_group_status")
                .size(ContainerAbi.GroupStatus.SIZE)
                .expect("VFIO_GROUP_FLAGS_VIABLE", ContainerAbi.GroupStatus.FLAG_VIABLE)
                .struct("vfio_iommu_type1_info")
                .size(ContainerAbi.IommuInfo.SIZE)
                .expect("VFIO_IOMMU_INFO_CAPS", ContainerAbi.IommuInfo.FLAG_CAPS)
                .field("cap_offset", ContainerAbi.IommuInfo.CAP_OFFSET)
                .struct("vfio_info_cap_header")
                .field("next", ContainerAbi.IommuInfo.CAP_NEXT)
                .expect("VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE", ContainerAbi.IommuInfo.CAP_IOVA_RANGE)
                .struct("vfio_iommu_type1_info_cap_iova_range")
                .field("nr_iovas", ContainerAbi.IommuInfo.NR_IOVAS)
                .field("iova_ranges", ContainerAbi.IommuInfo.IOVAS)
                .struct("vfio_iova_range")
                .size(ContainerAbi.IommuInfo.IOVA_SIZE)
                .field("end", ContainerAbi.IommuInfo.IOVA_END)
                .struct("vfio_iommu_type1_dma_map")
                .size(ContainerAbi.DmaMap.SIZE)
                .field("vaddr", ContainerAbi.DmaMap.VADDR)
                .field("iova", ContainerAbi.DmaMap.IOVA)
                .field("size", ContainerAbi.DmaMap.LENGTH)
                .expect("VFIO_DMA_MAP_FLAG_READ", ContainerAbi.DmaMap.FLAG_READ)
                .expect("VFIO_DMA_MAP_FLAG_WRITE", ContainerAbi.DmaMap.FLAG_WRITE)
                .struct("vfio_iommu_type1_dma_unmap")
                .size(ContainerAbi.DmaUnmap.SIZE)
                .field("iova", ContainerAbi.DmaUnmap.IOVA)
                .field("size", ContainerAbi.DmaUnmap.LENGTH)
                .verify();
    }
}
