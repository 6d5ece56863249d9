// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.IommuHardwareInfo;
import io.vfio4j.testing.CProbe;
import org.junit.jupiter.api.Test;

class IommufdAbiTest {
    @Test
    void shouldLayOutAddressSpacesAsTheKernelDoes() throws Exception {
        CProbe.including("linux/iommufd.h")
                .sinceLinux(6, 6)
                .expect("offsetof(struct iommu_destroy, size)", IommufdAbi.STRUCTURE_SIZE)
                .expect("sizeof(struct iommu_destroy)", IommufdAbi.Destroy.SIZE)
                .expect("offsetof(struct iommu_destroy, id)", IommufdAbi.Destroy.ID)
                .expect("sizeof(struct iommu_ioas_alloc)", IommufdAbi.IoasAlloc.SIZE)
                .expect("offsetof(struct iommu_ioas_alloc, out_ioas_id)", IommufdAbi.IoasAlloc.OUT_IOAS_ID)
                .expect("sizeof(struct iommu_ioas_iova_ranges)", IommufdAbi.IovaRanges.SIZE)
                .expect("sizeof(struct iommu_ioas_allow_iovas)", IommufdAbi.IovaRanges.ALLOW_SIZE)
                .expect("offsetof(struct iommu_ioas_iova_ranges, ioas_id)", IommufdAbi.IovaRanges.IOAS_ID)
                .expect("offsetof(struct iommu_ioas_allow_iovas, ioas_id)", IommufdAbi.IovaRanges.IOAS_ID)
                .expect("offsetof(struct iommu_ioas_iova_ranges, num_iovas)", IommufdAbi.IovaRanges.NUM_IOVAS)
                .expect("offsetof(struct iommu_ioas_allow_iovas, num_iovas)", IommufdAbi.IovaRanges.NUM_IOVAS)
                .expect("offsetof(struct iommu_ioas_iova_ranges, allowed_iovas)", IommufdAbi.IovaRanges.ALLOWED_IOVAS)
                .expect("offsetof(struct iommu_ioas_allow_iovas, allowed_iovas)", IommufdAbi.IovaRanges.ALLOWED_IOVAS)
                .expect(
                        "offsetof(struct iommu_ioas_iova_ranges, out_iova_alignment)",
                        IommufdAbi.IovaRanges.OUT_IOVA_ALIGNMENT)
                .expect("sizeof(struct iommu_iova_range)", IommufdAbi.IovaRanges.RANGE_SIZE)
                .expect("offsetof(struct iommu_iova_range, last)", IommufdAbi.IovaRanges.LAST)
                .verify();
    }

    @Test
    void shouldLayOutMappingsAsTheKernelDoes() throws Exception {
        CProbe.including("linux/iommufd.h")
                .sinceLinux(6, 6)
                .expect("sizeof(struct iommu_ioas_map)", IommufdAbi.IoasMap.SIZE)
                .expect("offsetof(struct iommu_ioas_map, flags)", IommufdAbi.IoasMap.FLAGS)
                .expect("offsetof(struct iommu_ioas_map, ioas_id)", IommufdAbi.IoasMap.IOAS_ID)
                .expect("offsetof(struct iommu_ioas_map, user_va)", IommufdAbi.IoasMap.USER_VA)
                .expect("offsetof(struct iommu_ioas_map, length)", IommufdAbi.IoasMap.LENGTH)
                .expect("offsetof(struct iommu_ioas_map, iova)", IommufdAbi.IoasMap.IOVA)
                .expect("IOMMU_IOAS_MAP_FIXED_IOVA", IommufdAbi.IoasMap.FIXED_IOVA)
                .expect("IOMMU_IOAS_MAP_WRITEABLE", IommufdAbi.IoasMap.WRITEABLE)
                .expect("IOMMU_IOAS_MAP_READABLE", IommufdAbi.IoasMap.READABLE)
                .expect("sizeof(struct iommu_ioas_copy)", IommufdAbi.IoasCopy.SIZE)
                .expect("offsetof(struct iommu_ioas_copy, flags)", IommufdAbi.IoasCopy.FLAGS)
                .expect("offsetof(struct iommu_ioas_copy, dst_ioas_id)", IommufdAbi.IoasCopy.DST_IOAS_ID)
                .expect("offsetof(struct iommu_ioas_copy, src_ioas_id)", IommufdAbi.IoasCopy.SRC_IOAS_ID)
                .expect("offsetof(struct iommu_ioas_copy, length)", IommufdAbi.IoasCopy.LENGTH)
                .expect("offsetof(struct iommu_ioas_copy, dst_iova)", IommufdAbi.IoasCopy.DST_IOVA)
                .expect("offsetof(struct iommu_ioas_copy, src_iova)", IommufdAbi.IoasCopy.SRC_IOVA)
                .expect("sizeof(struct iommu_ioas_unmap)", IommufdAbi.IoasUnmap.SIZE)
                .expect("offsetof(struct iommu_ioas_unmap, ioas_id)", IommufdAbi.IoasUnmap.IOAS_ID)
                .expect("offsetof(struct iommu_ioas_unmap, iova)", IommufdAbi.IoasUnmap.IOVA)
                .expect("offsetof(struct iommu_ioas_unmap, length)", IommufdAbi.IoasUnmap.LENGTH)
                .expect("sizeof(struct iommu_option)", IommufdAbi.IommuOption.SIZE)
                .expect("offsetof(struct iommu_option, option_id)", IommufdAbi.IommuOption.OPTION_ID)
                .expect("offsetof(struct iommu_option, op)", IommufdAbi.IommuOption.OP)
                .expect("offsetof(struct iommu_option, object_id)", IommufdAbi.IommuOption.OBJECT_ID)
                .expect("offsetof(struct iommu_option, val64)", IommufdAbi.IommuOption.VAL64)
                .expect("IOMMU_OPTION_OP_SET", IommufdAbi.IommuOption.OP_SET)
                .expect("IOMMU_OPTION_OP_GET", IommufdAbi.IommuOption.OP_GET)
                .expect("IOMMU_OPTION_RLIMIT_MODE", IommufdAbi.IommuOption.RLIMIT_MODE)
                .expect("IOMMU_OPTION_HUGE_PAGES", IommufdAbi.IommuOption.HUGE_PAGES)
                .verify();
    }

    /** Of headers as old as Linux 6.15, which were the first with {@code out_max_pasid_log2}. */
    @Test
    void shouldLayOutPageTablesAndHardwareInfoAsTheKernelDoes() throws Exception {
        CProbe.including("linux/iommufd.h")
                .sinceLinux(6, 15)
                .expect("sizeof(struct iommu_hwpt_alloc)", IommufdAbi.HwptAlloc.SIZE)
                .expect("offsetof(struct iommu_hwpt_alloc, flags)", IommufdAbi.HwptAlloc.FLAGS)
                .expect("offsetof(struct iommu_hwpt_alloc, dev_id)", IommufdAbi.HwptAlloc.DEV_ID)
                .expect("offsetof(struct iommu_hwpt_alloc, pt_id)", IommufdAbi.HwptAlloc.PT_ID)
                .expect("offsetof(struct iommu_hwpt_alloc, out_hwpt_id)", IommufdAbi.HwptAlloc.OUT_HWPT_ID)
                .expect("IOMMU_HWPT_ALLOC_NEST_PARENT", IommufdAbi.HwptAlloc.NEST_PARENT)
                .expect("IOMMU_HWPT_ALLOC_DIRTY_TRACKING", IommufdAbi.HwptAlloc.DIRTY_TRACKING)
                .expect("IOMMU_HWPT_ALLOC_PASID", IommufdAbi.HwptAlloc.PASID)
                .expect("sizeof(struct iommu_hw_info)", IommufdAbi.HwInfo.SIZE)
                .expect("offsetof(struct iommu_hw_info, dev_id)", IommufdAbi.HwInfo.DEV_ID)
                .expect("offsetof(struct iommu_hw_info, data_len)", IommufdAbi.HwInfo.DATA_LEN)
                .expect("offsetof(struct iommu_hw_info, data_uptr)", IommufdAbi.HwInfo.DATA_UPTR)
                .expect("offsetof(struct iommu_hw_info, out_data_type)", IommufdAbi.HwInfo.OUT_DATA_TYPE)
                .expect("offsetof(struct iommu_hw_info, out_max_pasid_log2)", IommufdAbi.HwInfo.OUT_MAX_PASID_LOG2)
                .expect("offsetof(struct iommu_hw_info, out_capabilities)", IommufdAbi.HwInfo.OUT_CAPABILITIES)
                .expect("IOMMU_HW_INFO_TYPE_INTEL_VTD", IommufdAbi.HwInfo.TYPE_INTEL_VTD)
                .expect("IOMMU_HW_INFO_TYPE_ARM_SMMUV3", IommufdAbi.HwInfo.TYPE_ARM_SMMUV3)
                .expect("sizeof(struct iommu_hw_info_vtd)", IommufdAbi.HwInfo.VTD_SIZE)
                .expect("offsetof(struct iommu_hw_info_vtd, cap_reg)", IommufdAbi.HwInfo.VTD_CAP_REG)
                .expect("offsetof(struct iommu_hw_info_vtd, ecap_reg)", IommufdAbi.HwInfo.VTD_ECAP_REG)
                .expect("sizeof(struct iommu_hw_info_arm_smmuv3)", IommufdAbi.HwInfo.SMMUV3_SIZE)
                .expect("offsetof(struct iommu_hw_info_arm_smmuv3, idr)", IommufdAbi.HwInfo.SMMUV3_IDR)
                .expect("IOMMU_HW_CAP_PCI_PASID_EXEC", IommuHardwareInfo.EXEC)
                .expect("IOMMU_HW_CAP_PCI_PASID_PRIV", IommuHardwareInfo.PRIV)
                .verify();
    }

    /** Of headers as new as the lab's. */
    @Test
    void shouldLayOutTheRegistersOfAmdAsTheKernelDoes() throws Exception {
        CProbe.including("linux/iommufd.h")
                .sinceLinux(7, 3)
                .expect("IOMMU_HW_INFO_TYPE_AMD", IommufdAbi.HwInfo.TYPE_AMD)
                .expect("sizeof(struct iommu_hw_info_amd)", IommufdAbi.HwInfo.AMD_SIZE)
                .expect("offsetof(struct iommu_hw_info_amd, efr)", IommufdAbi.HwInfo.AMD_EFR)
                .expect("offsetof(struct iommu_hw_info_amd, efr2)", IommufdAbi.HwInfo.AMD_EFR2)
                .verify();
    }
}
