// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

/**
 * Lays out structures of {@code linux/vfio.h} that groups and containers take. Host byte order; offsets and sizes in
 * bytes.
 */
public final class ContainerAbi {
    /** VFIO_API_VERSION. */
    public static final int API_VERSION = 0;
    /** VFIO_TYPE1v2_IOMMU: type1, whose unmap cuts no mapping in two. */
    public static final int TYPE1V2_IOMMU = 3;
    /** VFIO_NOIOMMU_IOMMU: no translation, so no mapping either. */
    public static final int NOIOMMU_IOMMU = 8;

    private ContainerAbi() {}

    /**
     * {@code struct vfio_group_status}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4
     * </pre>
     */
    public static final class GroupStatus {
        public static final int SIZE = 8;
        public static final int FLAG_VIABLE = 1;

        private GroupStatus() {}
    }

    /**
     * {@code struct vfio_iommu_type1_info} and the capability with its ranges.
     *
     * <pre>
     *   u32 argsz            0   in: room; out: how much the whole answer needs
     *   u32 flags            4
     *   u64 iova_pgsizes     8   a bit for each page size
     *   u32 cap_offset      16   from the start of this structure
     *   u32 pad             20
     *
     *   u16 id 0, u16 version 2, u32 next 4: struct vfio_info_cap_header
     *   IOVA ranges (1):  u32 nr_iovas 8, u32 reserved 12, then u64 start, u64 end each
     * </pre>
     */
    public static final class IommuInfo {
        /** Before capabilities were invented; all kernels take it. */
        public static final int SIZE = 24;

        public static final int FLAG_CAPS = 1 << 1;
        public static final int CAP_OFFSET = 16;
        public static final int CAP_NEXT = 4;
        public static final int CAP_IOVA_RANGE = 1;
        public static final int NR_IOVAS = 8;
        public static final int IOVAS = 16;
        public static final int IOVA_SIZE = 16;
        public static final int IOVA_END = 8;

        private IommuInfo() {}
    }

    /**
     * {@code struct vfio_iommu_type1_dma_map}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4
     *   u64 vaddr            8
     *   u64 iova            16
     *   u64 size            24
     * </pre>
     */
    public static final class DmaMap {
        public static final int SIZE = 32;
        public static final int VADDR = 8;
        public static final int IOVA = 16;
        public static final int LENGTH = 24;
        public static final int FLAG_READ = 1;
        public static final int FLAG_WRITE = 1 << 1;

        private DmaMap() {}
    }

    /**
     * {@code struct vfio_iommu_type1_dma_unmap}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4
     *   u64 iova             8
     *   u64 size            16   out: how much was unmapped
     * </pre>
     */
    public static final class DmaUnmap {
        public static final int SIZE = 24;
        public static final int IOVA = 8;
        public static final int LENGTH = 16;

        private DmaUnmap() {}
    }
}
