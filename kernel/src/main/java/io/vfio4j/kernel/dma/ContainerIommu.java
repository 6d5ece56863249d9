// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.dma;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u16;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.ioctl.ContainerAbi;
import io.vfio4j.kernel.ioctl.ContainerAbi.DmaMap;
import io.vfio4j.kernel.ioctl.ContainerAbi.DmaUnmap;
import io.vfio4j.kernel.ioctl.ContainerAbi.IommuInfo;
import io.vfio4j.kernel.ioctl.DeviceAbi;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.PinnedMemory;
import io.vfio4j.kernel.ioctl.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Maps memory for all devices of a container, on behalf of one of them or of the container. */
public final class ContainerIommu implements DmaMapper {
    private static final int MAX_CAPABILITIES = 64;

    private final IoctlFile file;
    private final boolean withoutIommu;

    /**
     * Uses a container whose model is set.
     *
     * @param container with the target that messages are to name
     * @param withoutIommu whether its groups have none
     */
    public ContainerIommu(IoctlFile container, boolean withoutIommu) {
        this.file = container;
        this.withoutIommu = withoutIommu;
    }

    /** Requires the version of VFIO that is known here. */
    public static void requireVersion(IoctlFile container) {
        int version = container.call(Request.VFIO_GET_API_VERSION, 0);
        if (version != ContainerAbi.API_VERSION) {
            throw new VfioException(
                    container.target(),
                    Request.VFIO_GET_API_VERSION.name(),
                    Errno.EPROTO,
                    "version %d is not known".formatted(version));
        }
    }

    /** Requires that the kernel has the model that a group needs; asked before the group is in the container. */
    public static void requireModel(IoctlFile container, boolean withoutIommu) {
        int model = model(withoutIommu);
        if (container.call(Request.VFIO_CHECK_EXTENSION, model) == 0) {
            throw new VfioException(
                    container.target(),
                    "VFIO_CHECK_EXTENSION(%d)".formatted(model),
                    Errno.ENODEV,
                    withoutIommu
                            ? "the kernel has no no-IOMMU mode (CONFIG_VFIO_NOIOMMU), or vfio's "
                                    + "enable_unsafe_noiommu_mode is off"
                            : "the kernel has no type 1 IOMMU: modprobe vfio_iommu_type1");
        }
    }

    /** Sets the model of a container that has a group; it keeps it until its last group has left. */
    public static void setModel(IoctlFile container, boolean withoutIommu) {
        container.call(Request.VFIO_SET_IOMMU, model(withoutIommu));
    }

    private static int model(boolean withoutIommu) {
        return withoutIommu ? ContainerAbi.NOIOMMU_IOMMU : ContainerAbi.TYPE1V2_IOMMU;
    }

    public boolean withoutIommu() {
        return withoutIommu;
    }

    @Override
    public void map(long iova, MemorySegment memory, boolean readable, boolean writable) {
        requireTranslation(Request.VFIO_IOMMU_MAP_DMA);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment map = argument(arena, DmaMap.SIZE);
            putU32(map, DeviceAbi.FLAGS, (readable ? DmaMap.FLAG_READ : 0) | (writable ? DmaMap.FLAG_WRITE : 0));
            putU64(map, DmaMap.VADDR, memory.address());
            putU64(map, DmaMap.IOVA, iova);
            putU64(map, DmaMap.LENGTH, memory.byteSize());
            file.call(
                    Request.VFIO_IOMMU_MAP_DMA,
                    "VFIO_IOMMU_MAP_DMA(iova=0x%x, size=0x%x)".formatted(iova, memory.byteSize()),
                    map,
                    errno -> errno == Errno.ENOMEM ? PinnedMemory.OF_PROCESS.explain(memory.byteSize()) : "");
        }
    }

    @Override
    public void unmap(long iova, long size) {
        requireTranslation(Request.VFIO_IOMMU_UNMAP_DMA);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment unmap = argument(arena, DmaUnmap.SIZE);
            putU64(unmap, DmaUnmap.IOVA, iova);
            putU64(unmap, DmaUnmap.LENGTH, size);
            file.call(
                    Request.VFIO_IOMMU_UNMAP_DMA,
                    "VFIO_IOMMU_UNMAP_DMA(iova=0x%x, size=0x%x)".formatted(iova, size),
                    unmap);
        }
    }

    @Override
    public List<IovaRange> usable() {
        requireTranslation(Request.VFIO_IOMMU_GET_INFO);
        try (Arena arena = Arena.ofConfined()) {
            int room = IommuInfo.SIZE;
            while (true) {
                MemorySegment info = argument(arena, room);
                file.call(Request.VFIO_IOMMU_GET_INFO, info);
                int needed = u32(info, DeviceAbi.ARGSZ);
                if (needed > room) {
                    room = needed;
                    continue;
                }
                boolean chained = (u32(info, DeviceAbi.FLAGS) & IommuInfo.FLAG_CAPS) != 0;
                return chained ? ranges(info, u32(info, IommuInfo.CAP_OFFSET)) : List.of();
            }
        }
    }

    /**
     * Finds the ranges in the capability chain. The kernel's answer is trusted to be its own, but a chain that loops
     * would never end.
     */
    private static List<IovaRange> ranges(MemorySegment info, int first) {
        long at = first;
        for (int seen = 0; at != 0 && seen < MAX_CAPABILITIES; seen++) {
            if (u16(info, at) == IommuInfo.CAP_IOVA_RANGE) {
                List<IovaRange> ranges = new ArrayList<>();
                for (int i = 0; i < u32(info, at + IommuInfo.NR_IOVAS); i++) {
                    long range = at + IommuInfo.IOVAS + (long) i * IommuInfo.IOVA_SIZE;
                    ranges.add(new IovaRange(u64(info, range), u64(info, range + IommuInfo.IOVA_END)));
                }
                return ranges;
            }
            at = u32(info, at + IommuInfo.CAP_NEXT);
        }
        return List.of();
    }

    private void requireTranslation(Request request) {
        if (withoutIommu) {
            throw DmaMapper.untranslated(file.target(), request.name());
        }
    }

    private static MemorySegment argument(Arena arena, int size) {
        MemorySegment argument = arena.allocate(size, Long.BYTES);
        putU32(argument, DeviceAbi.ARGSZ, size);
        return argument;
    }
}
