// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.ioctl.IommufdAbi;
import io.vfio4j.kernel.ioctl.IommufdAbi.IovaRanges;
import io.vfio4j.kernel.ioctl.Request;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps memory at IOVAs (an IOAS, an I/O address space), for every device and PASID that is attached to it or to a
 * page table made of it. Closing it destroys it, which fails with EBUSY while something is attached: detach first, or
 * close the device first.
 */
public final class Ioas extends PageTable {
    private static final int INITIAL_ROOM = 16;

    Ioas(Iommufd iommufd, int id) {
        super(iommufd, "IOAS", id);
    }

    /**
     * Addresses that may be mapped, and the alignment of a mapping.
     *
     * @param ranges by address
     * @param alignment bytes, a power of two: iova, memory and length of a mapping are multiples of it
     */
    public record Usable(List<IovaRange> ranges, long alignment) {
        /** Copies the list of ranges. */
        public Usable {
            ranges = List.copyOf(ranges);
        }
    }

    /** Makes the request IOMMU_IOAS_IOVA_RANGES: changes with every device that is attached. */
    public Usable usable() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = Iommufd.structure(arena, IovaRanges.SIZE);
            putU32(request, IovaRanges.IOAS_ID, id());
            int room = INITIAL_ROOM;
            while (true) {
                MemorySegment ranges = arena.allocate((long) room * IovaRanges.RANGE_SIZE, Long.BYTES);
                putU32(request, IovaRanges.NUM_IOVAS, room);
                putU64(request, IovaRanges.ALLOWED_IOVAS, ranges.address());
                int result = iommufd().file().file().ioctl(Request.IOMMU_IOAS_IOVA_RANGES.code(), request);
                int count = u32(request, IovaRanges.NUM_IOVAS);
                if (result == -Errno.EMSGSIZE.number() && count > room) {
                    room = count;
                    continue;
                }
                if (result < 0) {
                    throw iommufd().file().failure(Request.IOMMU_IOAS_IOVA_RANGES, result);
                }
                return new Usable(decode(ranges, count), u64(request, IovaRanges.OUT_IOVA_ALIGNMENT));
            }
        }
    }

    private static List<IovaRange> decode(MemorySegment ranges, int count) {
        List<IovaRange> decoded = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = (long) i * IovaRanges.RANGE_SIZE;
            decoded.add(new IovaRange(u64(ranges, at), u64(ranges, at + IovaRanges.LAST)));
        }
        return decoded;
    }

    /**
     * Makes the request IOMMU_IOAS_ALLOW_IOVAS: keeps devices from reserving these ranges, so that attaching one that
     * would fails, and lets the kernel choose addresses from them only.
     *
     * @throws VfioException EADDRINUSE when an attached device has reserved part of one already
     */
    public void allow(List<IovaRange> ranges) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(Math.max(1, ranges.size()) * (long) IovaRanges.RANGE_SIZE, Long.BYTES);
            for (int i = 0; i < ranges.size(); i++) {
                long at = (long) i * IovaRanges.RANGE_SIZE;
                putU64(list, at, ranges.get(i).start());
                putU64(list, at + IovaRanges.LAST, ranges.get(i).last());
            }
            MemorySegment request = Iommufd.structure(arena, IovaRanges.ALLOW_SIZE);
            putU32(request, IovaRanges.IOAS_ID, id());
            putU32(request, IovaRanges.NUM_IOVAS, ranges.size());
            putU64(request, IovaRanges.ALLOWED_IOVAS, list.address());
            iommufd().file().call(Request.IOMMU_IOAS_ALLOW_IOVAS, request);
        }
    }

    /**
     * Makes the request IOMMU_IOAS_MAP at an address of the caller's choice. The kernel pins the memory, at once when
     * something is attached and else when something is. The caller keeps the segment alive until it is unmapped: a
     * device would go on writing to memory that this process uses for something else.
     *
     * @param memory native, of a multiple of the alignment in address and size
     * @throws VfioException EEXIST when it overlaps a mapping, EINVAL for an unaligned or unusable range, ENOMEM beyond
     *     the limit of locked memory, EFAULT for memory that is not there
     */
    public void map(long iova, MemorySegment memory, boolean readable, boolean writable) {
        map(iova, memory, readable, writable, IommufdAbi.IoasMap.FIXED_IOVA);
    }

    /**
     * Maps at an address of the kernel's choice; else as {@link #map(long, MemorySegment, boolean, boolean)}.
     *
     * @return the address
     */
    public long map(MemorySegment memory, boolean readable, boolean writable) {
        return map(0, memory, readable, writable, 0);
    }

    private long map(long iova, MemorySegment memory, boolean readable, boolean writable, int fixed) {
        if (!memory.isNative() || !memory.scope().isAlive()) {
            throw new IllegalArgumentException("memory must be native and alive: " + memory);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment map = Iommufd.structure(arena, IommufdAbi.IoasMap.SIZE);
            putU32(map, IommufdAbi.IoasMap.FLAGS, fixed | permissions(readable, writable));
            putU32(map, IommufdAbi.IoasMap.IOAS_ID, id());
            putU64(map, IommufdAbi.IoasMap.USER_VA, memory.address());
            putU64(map, IommufdAbi.IoasMap.LENGTH, memory.byteSize());
            putU64(map, IommufdAbi.IoasMap.IOVA, iova);
            String operation = fixed == 0
                    ? "IOMMU_IOAS_MAP(size=0x%x)".formatted(memory.byteSize())
                    : "IOMMU_IOAS_MAP(iova=0x%x, size=0x%x)".formatted(iova, memory.byteSize());
            iommufd()
                    .file()
                    .call(
                            Request.IOMMU_IOAS_MAP,
                            operation,
                            map,
                            errno -> iommufd().explainPinning(errno, memory.byteSize()));
            return u64(map, IommufdAbi.IoasMap.IOVA);
        }
    }

    /**
     * Makes the request IOMMU_IOAS_COPY: maps what another address space maps, without pinning again what is pinned
     * there.
     *
     * @param from of the same iommufd
     * @param length bytes, a multiple of the alignment
     * @throws VfioException ENOENT when not all of the range is mapped there, EEXIST when part of it is mapped here,
     *     EPERM when it is to be writable and is not there, ENOMEM beyond the limit of locked memory
     */
    public void copy(Ioas from, long fromIova, long length, long iova, boolean readable, boolean writable) {
        if (from.iommufd() != iommufd()) {
            throw new IllegalArgumentException("from must be of the same iommufd: " + from);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = Iommufd.structure(arena, IommufdAbi.IoasCopy.SIZE);
            putU32(copy, IommufdAbi.IoasCopy.FLAGS, IommufdAbi.IoasMap.FIXED_IOVA | permissions(readable, writable));
            putU32(copy, IommufdAbi.IoasCopy.DST_IOAS_ID, id());
            putU32(copy, IommufdAbi.IoasCopy.SRC_IOAS_ID, from.id());
            putU64(copy, IommufdAbi.IoasCopy.LENGTH, length);
            putU64(copy, IommufdAbi.IoasCopy.DST_IOVA, iova);
            putU64(copy, IommufdAbi.IoasCopy.SRC_IOVA, fromIova);
            iommufd()
                    .file()
                    .call(
                            Request.IOMMU_IOAS_COPY,
                            "IOMMU_IOAS_COPY(iova=0x%x, size=0x%x)".formatted(iova, length),
                            copy,
                            errno -> iommufd().explainPinning(errno, length));
        }
    }

    /**
     * Makes the request IOMMU_IOAS_UNMAP: removes the mappings of a range.
     *
     * @param length bytes; with an iova of 0, -1 for everything
     * @return how many bytes were unmapped
     * @throws VfioException ENOENT when nothing is mapped there or a mapping would be cut in two; mappings that come
     *     before that one in the range are unmapped then. EINVAL for a length of 0, EOVERFLOW for a range that wraps
     */
    public long unmap(long iova, long length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment unmap = Iommufd.structure(arena, IommufdAbi.IoasUnmap.SIZE);
            putU32(unmap, IommufdAbi.IoasUnmap.IOAS_ID, id());
            putU64(unmap, IommufdAbi.IoasUnmap.IOVA, iova);
            putU64(unmap, IommufdAbi.IoasUnmap.LENGTH, length);
            iommufd()
                    .file()
                    .call(
                            Request.IOMMU_IOAS_UNMAP,
                            "IOMMU_IOAS_UNMAP(iova=0x%x, size=0x%x)".formatted(iova, length),
                            unmap);
            return u64(unmap, IommufdAbi.IoasUnmap.LENGTH);
        }
    }

    /** Sets IOMMU_OPTION_HUGE_PAGES: whether contiguous memory is mapped with large pages, as it is by default. */
    public void setHugePages(boolean used) {
        iommufd().option(IommufdAbi.IommuOption.HUGE_PAGES, IommufdAbi.IommuOption.OP_SET, id(), used ? 1 : 0);
    }

    /** Reads IOMMU_OPTION_HUGE_PAGES. */
    public boolean hugePages() {
        return iommufd().option(IommufdAbi.IommuOption.HUGE_PAGES, IommufdAbi.IommuOption.OP_GET, id(), 0) != 0;
    }

    private static int permissions(boolean readable, boolean writable) {
        return (readable ? IommufdAbi.IoasMap.READABLE : 0) | (writable ? IommufdAbi.IoasMap.WRITEABLE : 0);
    }
}
