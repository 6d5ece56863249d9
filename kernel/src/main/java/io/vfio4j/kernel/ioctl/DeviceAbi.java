// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

/**
 * Lays out structures of {@code linux/vfio.h} that a device's descriptor takes. Host byte order; offsets and sizes in
 * bytes.
 */
public final class DeviceAbi {
    /** Offset of the size of a structure, in all of them. */
    public static final int ARGSZ = 0;
    /** Offset of the flags of a structure, in all of them. */
    public static final int FLAGS = 4;

    private DeviceAbi() {}

    /**
     * {@code struct vfio_device_info}, without what follows num_irqs.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4
     *   u32 num_regions      8
     *   u32 num_irqs        12
     * </pre>
     */
    public static final class DeviceInfo {
        public static final int SIZE = 16;
        public static final int NUM_REGIONS = 8;
        public static final int NUM_IRQS = 12;

        private DeviceInfo() {}
    }

    /**
     * {@code struct vfio_region_info}.
     *
     * <pre>
     *   u32 argsz            0   in: room; out: how much the whole answer needs
     *   u32 flags            4
     *   u32 index            8
     *   u32 cap_offset      12   from the start of this structure, 0 for none
     *   u64 size            16
     *   u64 offset          24
     * </pre>
     */
    public static final class Region {
        public static final int SIZE = 32;
        public static final int INDEX = 8;
        public static final int CAP_OFFSET = 12;
        public static final int REGION_SIZE = 16;
        public static final int OFFSET = 24;

        private Region() {}
    }

    /**
     * {@code struct vfio_irq_info}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4
     *   u32 index            8
     *   u32 count           12
     * </pre>
     */
    public static final class Irq {
        public static final int SIZE = 16;
        public static final int INDEX = 8;
        public static final int COUNT = 12;

        private Irq() {}
    }

    /**
     * {@code struct vfio_irq_set}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4   DATA_ | ACTION_
     *   u32 index            8
     *   u32 start           12
     *   u32 count           16
     *   u8  data[]          20   a byte (BOOL) or an s32 (EVENTFD) each
     * </pre>
     */
    public static final class IrqSet {
        public static final int SIZE = 20;
        public static final int INDEX = 8;
        public static final int START = 12;
        public static final int COUNT = 16;
        public static final int DATA_NONE = 1;
        public static final int DATA_BOOL = 1 << 1;
        public static final int DATA_EVENTFD = 1 << 2;
        public static final int ACTION_MASK = 1 << 3;
        public static final int ACTION_UNMASK = 1 << 4;
        public static final int ACTION_TRIGGER = 1 << 5;

        private IrqSet() {}
    }

    /**
     * {@code struct vfio_pci_hot_reset_info} and {@code struct vfio_pci_dependent_device}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4
     *   u32 count            8
     *   devices[]           12   each: u32 group_id or devid 0, u16 segment 4, u8 bus 6, u8 devfn 7
     * </pre>
     */
    public static final class HotResetInfo {
        public static final int SIZE = 12;
        public static final int COUNT = 8;
        public static final int DEVICE_SIZE = 8;
        public static final int SEGMENT = 4;
        public static final int BUS = 6;
        public static final int DEVFN = 7;
        public static final int FLAG_DEV_ID = 1;
        public static final int FLAG_DEV_ID_OWNED = 1 << 1;

        private HotResetInfo() {}
    }

    /**
     * {@code struct vfio_pci_hot_reset}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4   0
     *   u32 count            8
     *   s32 group_fds[]     12   none for a device that was opened directly
     * </pre>
     */
    public static final class HotReset {
        public static final int SIZE = 12;
        public static final int COUNT = 8;

        private HotReset() {}
    }

    /**
     * {@code struct vfio_device_bind_iommufd}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4
     *   s32 iommufd          8
     *   u32 out_devid       12
     *   u64 token_uuid_ptr  16   since Linux 6.17; with {@link #FLAG_TOKEN} only
     * </pre>
     */
    public static final class Bind {
        public static final int SIZE = 16;
        public static final int SIZE_WITH_TOKEN = 24;
        public static final int IOMMUFD = 8;
        public static final int OUT_DEVID = 12;
        public static final int TOKEN_UUID_PTR = 16;
        public static final int FLAG_TOKEN = 1;
        public static final int TOKEN_SIZE = 16;

        private Bind() {}
    }

    /**
     * {@code struct vfio_device_attach_iommufd_pt}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4   {@link #FLAG_PASID} since Linux 6.15
     *   u32 pt_id            8   in: an IOAS or a page table; out: the page table
     *   u32 pasid           12   with the flag only
     * </pre>
     */
    public static final class Attach {
        /** Without a PASID, as all kernels since 6.6 take it. */
        public static final int SIZE = 12;

        public static final int SIZE_WITH_PASID = 16;
        public static final int PT_ID = 8;
        public static final int PASID = 12;
        public static final int FLAG_PASID = 1;

        private Attach() {}
    }

    /**
     * {@code struct vfio_device_detach_iommufd_pt}.
     *
     * <pre>
     *   u32 argsz            0
     *   u32 flags            4   {@link #FLAG_PASID} since Linux 6.15
     *   u32 pasid            8   with the flag only
     * </pre>
     */
    public static final class Detach {
        public static final int SIZE = 8;
        public static final int SIZE_WITH_PASID = 12;
        public static final int PASID = 8;
        public static final int FLAG_PASID = 1;

        private Detach() {}
    }
}
