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
                .struct("iommu_destroy")
                .field("size", IommufdAbi.STRUCTURE_SIZE)
                .size(IommufdAbi.Destroy.SIZE)
                .field("id", IommufdAbi.Destroy.ID)
                .struct("iommu_ioas_alloc")
                .size(IommufdAbi.IoasAlloc.SIZE)
                .field("out_ioas_id", IommufdAbi.IoasAlloc.OUT_IOAS_ID)
                .struct("iommu_ioas_iova_ranges")
                .size(IommufdAbi.IovaRanges.SIZE)
                .struct("iommu_ioas_allow_iovas")
                .size(IommufdAbi.IovaRanges.ALLOW_SIZE)
                .struct("iommu_ioas_iova_ranges")
                .field("ioas_id", IommufdAbi.IovaRanges.IOAS_ID)
                .struct("iommu_ioas_allow_iovas")
                .field("ioas_id", IommufdAbi.IovaRanges.IOAS_ID)
                .struct("iommu_ioas_iova_ranges")
                .field("num_iovas", IommufdAbi.IovaRanges.NUM_IOVAS)
                .struct("iommu_ioas_allow_iovas")
                .field("num_iovas", IommufdAbi.IovaRanges.NUM_IOVAS)
                .struct("iommu_ioas_iova_ranges")
                .field("allowed_iovas", IommufdAbi.IovaRanges.ALLOWED_IOVAS)
                .struct("iommu_ioas_allow_iovas")
                .field("allowed_iovas", IommufdAbi.IovaRanges.ALLOWED_IOVAS)
                .struct("iommu_ioas_iova_ranges")
                .field("out_iova_alignment", IommufdAbi.IovaRanges.OUT_IOVA_ALIGNMENT)
                .struct("iommu_iova_range")
                .size(IommufdAbi.IovaRanges.RANGE_SIZE)
                .field("last", IommufdAbi.IovaRanges.LAST)
                .verify();
    }

    @Test
    void shouldLayOutMappingsAsTheKernelDoes() throws Exception {
        CProbe.including("linux/iommufd.h")
                .sinceLinux(6, 6)
                .struct("iommu_ioas_map")
                .size(IommufdAbi.IoasMap.SIZE)
                .field("flags", IommufdAbi.IoasMap.FLAGS)
                .field("ioas_id", IommufdAbi.IoasMap.IOAS_ID)
                .field("user_va", IommufdAbi.IoasMap.USER_VA)
                .field("length", IommufdAbi.IoasMap.LENGTH)
                .field("iova", IommufdAbi.IoasMap.IOVA)
                .expect("IOMMU_IOAS_MAP_FIXED_IOVA", IommufdAbi.IoasMap.FIXED_IOVA)
                .expect("IOMMU_IOAS_MAP_WRITEABLE", IommufdAbi.IoasMap.WRITEABLE)
                .expect("IOMMU_IOAS_MAP_READABLE", IommufdAbi.IoasMap.READABLE)
                .struct("iommu_ioas_copy")
                .size(IommufdAbi.IoasCopy.SIZE)
                .field("flags", IommufdAbi.IoasCopy.FLAGS)
                .field("dst_ioas_id", IommufdAbi.IoasCopy.DST_IOAS_ID)
                .field("src_ioas_id", IommufdAbi.IoasCopy.SRC_IOAS_ID)
                .field("length", IommufdAbi.IoasCopy.LENGTH)
                .field("dst_iova", IommufdAbi.IoasCopy.DST_IOVA)
                .field("src_iova", IommufdAbi.IoasCopy.SRC_IOVA)
                .struct("iommu_ioas_unmap")
                .size(IommufdAbi.IoasUnmap.SIZE)
                .field("ioas_id", IommufdAbi.IoasUnmap.IOAS_ID)
                .field("iova", IommufdAbi.IoasUnmap.IOVA)
                .field("length", IommufdAbi.IoasUnmap.LENGTH)
                .struct("iommu_option")
                .size(IommufdAbi.IommuOption.SIZE)
                .field("option_id", IommufdAbi.IommuOption.OPTION_ID)
                .field("op", IommufdAbi.IommuOption.OP)
                .field("object_id", IommufdAbi.IommuOption.OBJECT_ID)
                .field("val64", IommufdAbi.IommuOption.VAL64)
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
                .struct("iommu_hwpt_alloc")
                .size(IommufdAbi.HwptAlloc.SIZE)
                .field("flags", IommufdAbi.HwptAlloc.FLAGS)
                .field("dev_id", IommufdAbi.HwptAlloc.DEV_ID)
                .field("pt_id", IommufdAbi.HwptAlloc.PT_ID)
                .field("out_hwpt_id", IommufdAbi.HwptAlloc.OUT_HWPT_ID)
                .expect("IOMMU_HWPT_ALLOC_NEST_PARENT", IommufdAbi.HwptAlloc.NEST_PARENT)
                .expect("IOMMU_HWPT_ALLOC_DIRTY_TRACKING", IommufdAbi.HwptAlloc.DIRTY_TRACKING)
                .expect("IOMMU_HWPT_ALLOC_PASID", IommufdAbi.HwptAlloc.PASID)
                .struct("iommu_hw_info")
                .size(IommufdAbi.HwInfo.SIZE)
                .field("dev_id", IommufdAbi.HwInfo.DEV_ID)
                .field("data_len", IommufdAbi.HwInfo.DATA_LEN)
                .field("data_uptr", IommufdAbi.HwInfo.DATA_UPTR)
                .field("out_data_type", IommufdAbi.HwInfo.OUT_DATA_TYPE)
                .field("out_max_pasid_log2", IommufdAbi.HwInfo.OUT_MAX_PASID_LOG2)
                .field("out_capabilities", IommufdAbi.HwInfo.OUT_CAPABILITIES)
                .expect("IOMMU_HW_INFO_TYPE_INTEL_VTD", IommufdAbi.HwInfo.TYPE_INTEL_VTD)
                .expect("IOMMU_HW_INFO_TYPE_ARM_SMMUV3", IommufdAbi.HwInfo.TYPE_ARM_SMMUV3)
                .struct("iommu_hw_info_vtd")
                .size(IommufdAbi.HwInfo.VTD_SIZE)
                .field("cap_reg", IommufdAbi.HwInfo.VTD_CAP_REG)
                .field("ecap_reg", IommufdAbi.HwInfo.VTD_ECAP_REG)
                .struct("iommu_hw_info_arm_smmuv3")
                .size(IommufdAbi.HwInfo.SMMUV3_SIZE)
                .field("idr", IommufdAbi.HwInfo.SMMUV3_IDR)
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
                .struct("iommu_hw_info_amd")
                .size(IommufdAbi.HwInfo.AMD_SIZE)
                .field("efr", IommufdAbi.HwInfo.AMD_EFR)
                .field("efr2", IommufdAbi.HwInfo.AMD_EFR2)
                .verify();
    }
}
