// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

/** Lays out structures of {@code linux/iommufd.h}. Host byte order; offsets and sizes in bytes. */
public final class IommufdAbi {
    /** Offset of the size of a structure, in all of them. */
    public static final int STRUCTURE_SIZE = 0;

    private IommufdAbi() {}

    /**
     * {@code struct iommu_destroy}.
     *
     * <pre>
     *   u32 size             0
     *   u32 id               4
     * </pre>
     */
    public static final class Destroy {
        public static final int SIZE = 8;
        public static final int ID = 4;

        private Destroy() {}
    }

    /**
     * {@code struct iommu_ioas_alloc}.
     *
     * <pre>
     *   u32 size             0
     *   u32 flags            4   0
     *   u32 out_ioas_id      8
     * </pre>
     */
    public static final class IoasAlloc {
        public static final int SIZE = 12;
        public static final int OUT_IOAS_ID = 8;

        private IoasAlloc() {}
    }

    /**
     * {@code struct iommu_ioas_iova_ranges} and {@code struct iommu_iova_range}; {@code struct iommu_ioas_allow_iovas}
     * is the same without its last field.
     *
     * <pre>
     *   u32 size                 0
     *   u32 ioas_id              4
     *   u32 num_iovas            8   in: room; out: how many there are
     *   u32 reserved            12
     *   u64 allowed_iovas       16   address of ranges: u64 start 0, u64 last 8
     *   u64 out_iova_alignment  24
     * </pre>
     */
    public static final class IovaRanges {
        public static final int SIZE = 32;
        public static final int ALLOW_SIZE = 24;
        public static final int IOAS_ID = 4;
        public static final int NUM_IOVAS = 8;
        public static final int ALLOWED_IOVAS = 16;
        public static final int OUT_IOVA_ALIGNMENT = 24;
        public static final int RANGE_SIZE = 16;
        public static final int LAST = 8;

        private IovaRanges() {}
    }

    /**
     * {@code struct iommu_ioas_map}.
     *
     * <pre>
     *   u32 size             0
     *   u32 flags            4
     *   u32 ioas_id          8
     *   u32 reserved        12
     *   u64 user_va         16
     *   u64 length          24
     *   u64 iova            32   out, when it is not fixed
     * </pre>
     */
    public static final class IoasMap {
        public static final int SIZE = 40;
        public static final int FLAGS = 4;
        public static final int IOAS_ID = 8;
        public static final int USER_VA = 16;
        public static final int LENGTH = 24;
        public static final int IOVA = 32;
        public static final int FIXED_IOVA = 1;
        public static final int WRITEABLE = 1 << 1;
        public static final int READABLE = 1 << 2;

        private IoasMap() {}
    }

    /**
     * {@code struct iommu_ioas_copy}.
     *
     * <pre>
     *   u32 size             0
     *   u32 flags            4   as of {@link IoasMap}
     *   u32 dst_ioas_id      8
     *   u32 src_ioas_id     12
     *   u64 length          16
     *   u64 dst_iova        24
     *   u64 src_iova        32
     * </pre>
     */
    public static final class IoasCopy {
        public static final int SIZE = 40;
        public static final int FLAGS = 4;
        public static final int DST_IOAS_ID = 8;
        public static final int SRC_IOAS_ID = 12;
        public static final int LENGTH = 16;
        public static final int DST_IOVA = 24;
        public static final int SRC_IOVA = 32;

        private IoasCopy() {}
    }

    /**
     * {@code struct iommu_ioas_unmap}.
     *
     * <pre>
     *   u32 size             0
     *   u32 ioas_id          4
     *   u64 iova             8
     *   u64 length          16   out: how much was unmapped
     * </pre>
     */
    public static final class IoasUnmap {
        public static final int SIZE = 24;
        public static final int IOAS_ID = 4;
        public static final int IOVA = 8;
        public static final int LENGTH = 16;

        private IoasUnmap() {}
    }

    /**
     * {@code struct iommu_option}.
     *
     * <pre>
     *   u32 size             0
     *   u32 option_id        4
     *   u16 op               8
     *   u16 reserved        10
     *   u32 object_id       12
     *   u64 val64           16
     * </pre>
     */
    public static final class IommuOption {
        public static final int SIZE = 24;
        public static final int OPTION_ID = 4;
        public static final int OP = 8;
        public static final int OBJECT_ID = 12;
        public static final int VAL64 = 16;
        public static final int OP_SET = 0;
        public static final int OP_GET = 1;
        public static final int RLIMIT_MODE = 0;
        public static final int HUGE_PAGES = 1;

        private IommuOption() {}
    }

    /**
     * {@code struct iommu_hwpt_alloc}.
     *
     * <pre>
     *   u32 size             0
     *   u32 flags            4
     *   u32 dev_id           8
     *   u32 pt_id           12   the IOAS, or the parent page table
     *   u32 out_hwpt_id     16
     *   u32 reserved        20
     *   u32 data_type       24   0: none
     *   u32 data_len        28
     *   u64 data_uptr       32
     *   u32 fault_id        40
     *   u32 reserved        44
     * </pre>
     */
    public static final class HwptAlloc {
        public static final int SIZE = 48;
        public static final int FLAGS = 4;
        public static final int DEV_ID = 8;
        public static final int PT_ID = 12;
        public static final int OUT_HWPT_ID = 16;
        public static final int NEST_PARENT = 1;
        public static final int DIRTY_TRACKING = 1 << 1;
        public static final int PASID = 1 << 3;

        private HwptAlloc() {}
    }

    /**
     * {@code struct iommu_hw_info}.
     *
     * <pre>
     *   u32 size                 0
     *   u32 flags                4   0
     *   u32 dev_id               8
     *   u32 data_len            12   in: room; out: how much there is
     *   u64 data_uptr           16
     *   u32 out_data_type       24
     *   u8  out_max_pasid_log2  28   since Linux 6.15, 0 before
     *   u8  reserved[3]         29
     *   u64 out_capabilities    32
     *
     *   at data_uptr: struct iommu_hw_info_vtd          u32 flags 0, u64 cap_reg 8, u64 ecap_reg 16
     *                 struct iommu_hw_info_arm_smmuv3   u32 flags 0, u32 idr[6] 8, u32 iidr 32, u32 aidr 36
     *                 struct iommu_hw_info_amd          u64 efr 0, u64 efr2 8
     * </pre>
     */
    public static final class HwInfo {
        public static final int SIZE = 40;
        public static final int DEV_ID = 8;
        public static final int DATA_LEN = 12;
        public static final int DATA_UPTR = 16;
        public static final int OUT_DATA_TYPE = 24;
        public static final int OUT_MAX_PASID_LOG2 = 28;
        public static final int OUT_CAPABILITIES = 32;
        public static final int TYPE_INTEL_VTD = 1;
        public static final int TYPE_ARM_SMMUV3 = 2;
        public static final int TYPE_AMD = 4;
        public static final int VTD_SIZE = 24;
        public static final int VTD_CAP_REG = 8;
        public static final int VTD_ECAP_REG = 16;
        public static final int SMMUV3_SIZE = 40;
        public static final int SMMUV3_IDR = 8;
        public static final int AMD_SIZE = 16;
        public static final int AMD_EFR = 0;
        public static final int AMD_EFR2 = 8;

        private HwInfo() {}
    }
}
