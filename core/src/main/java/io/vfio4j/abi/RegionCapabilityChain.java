// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.abi;

import static io.vfio4j.abi.HostOrder.putU16;
import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u16;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import io.vfio4j.device.RegionCapability;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes and decodes the capabilities behind {@code struct vfio_region_info}: a chain of {@code struct
 * vfio_info_cap_header}, each at a multiple of 8 and all offsets from the start of the region's structure.
 *
 * <pre>
 *                 offset  size
 *    id                0     2   1 sparse mmap, 2 type, 3 MSI-X mappable
 *    version           2     2   1
 *    next              4     4   0 ends the chain
 *  sparse mmap:
 *    nr_areas          8     4
 *    reserved         12     4
 *    areas            16    16 each: u64 offset, u64 size
 *  type:
 *    type              8     4
 *    subtype          12     4
 * </pre>
 */
public final class RegionCapabilityChain {
    /** Bytes of {@code struct vfio_region_info}, before which no capability is. */
    static final int REGION_INFO_SIZE = 32;

    static final int HEADER_SIZE = 8;
    static final int VERSION = 2;
    static final int NEXT = 4;
    /** Bytes before the areas, and of a whole type capability. */
    static final int FIXED_SIZE = 16;

    static final int NR_AREAS = 8;
    static final int AREA_SIZE = 16;
    static final int REGION_TYPE = 8;
    static final int REGION_SUBTYPE = 12;

    static final int SPARSE_MMAP = 1;
    static final int TYPE = 2;
    static final int MSIX_MAPPABLE = 3;
    private static final int FIRST_VERSION = 1;

    /** More capabilities than any region has. */
    private static final int MOST = 64;

    private RegionCapabilityChain() {}

    /** Returns how many bytes the whole chain has. */
    public static int size(List<RegionCapability> capabilities) {
        int size = 0;
        for (RegionCapability capability : capabilities) {
            size += size(capability);
        }
        return size;
    }

    private static int size(RegionCapability capability) {
        return switch (capability) {
            case RegionCapability.SparseMmap(List<RegionCapability.Area> areas) ->
                FIXED_SIZE + areas.size() * AREA_SIZE;
            case RegionCapability.DeviceSpecific _ -> FIXED_SIZE;
            case RegionCapability.MsixMappable _, RegionCapability.Other _ -> HEADER_SIZE;
        };
    }

    /** Writes the chain from {@code offset} on, counted from the region's structure at {@code at}. */
    public static void encode(List<RegionCapability> capabilities, MemorySegment segment, long at, int offset) {
        int position = offset;
        for (int i = 0; i < capabilities.size(); i++) {
            RegionCapability capability = capabilities.get(i);
            int end = position + size(capability);
            putU32(segment, at + position + NEXT, i + 1 < capabilities.size() ? end : 0);
            switch (capability) {
                case RegionCapability.SparseMmap(List<RegionCapability.Area> areas) -> {
                    putHeader(segment, at + position, SPARSE_MMAP, FIRST_VERSION);
                    putAreas(segment, at + position, areas);
                }
                case RegionCapability.DeviceSpecific(int type, int subtype) -> {
                    putHeader(segment, at + position, TYPE, FIRST_VERSION);
                    putU32(segment, at + position + REGION_TYPE, type);
                    putU32(segment, at + position + REGION_SUBTYPE, subtype);
                }
                case RegionCapability.MsixMappable _ -> putHeader(segment, at + position, MSIX_MAPPABLE, FIRST_VERSION);
                case RegionCapability.Other(int id, int version) -> putHeader(segment, at + position, id, version);
            }
            position = end;
        }
    }

    private static void putHeader(MemorySegment segment, long at, int id, int version) {
        putU16(segment, at, id);
        putU16(segment, at + VERSION, version);
    }

    private static void putAreas(MemorySegment segment, long at, List<RegionCapability.Area> areas) {
        putU32(segment, at + NR_AREAS, areas.size());
        putU32(segment, at + NR_AREAS + Integer.BYTES, 0);
        long position = at + FIXED_SIZE;
        for (RegionCapability.Area area : areas) {
            putU64(segment, position, area.offset());
            putU64(segment, position + Long.BYTES, area.size());
            position += AREA_SIZE;
        }
    }

    /**
     * Reads the chain of a peer that is held to it. Each capability begins behind the one before it, so that what is
     * decoded is no larger than what was sent.
     *
     * @param length bytes from {@code at} on
     * @param first the region's cap_offset
     * @throws IllegalArgumentException when it leaves the structure, goes backwards, overlaps, cuts a capability
     *     short, or has more than 64 of them
     */
    public static List<RegionCapability> decode(MemorySegment segment, long at, long length, int first) {
        List<RegionCapability> capabilities = new ArrayList<>();
        long position = Integer.toUnsignedLong(first);
        long least = REGION_INFO_SIZE;
        while (position != 0 || capabilities.isEmpty()) {
            if (position < least || position > length - HEADER_SIZE) {
                throw new IllegalArgumentException(
                        "region capability at %d of a chain in %d to %d".formatted(position, least, length));
            }
            if (capabilities.size() == MOST) {
                throw new IllegalArgumentException("more than %d region capabilities".formatted(MOST));
            }
            long needed = needed(segment, at + position, length - position);
            if (needed > length - position) {
                throw new IllegalArgumentException(
                        "region capability %d (sparse mmap areas or type) has %d bytes, needs %d"
                                .formatted(u16(segment, at + position), length - position, needed));
            }
            capabilities.add(decodeOne(segment, at + position, length - position));
            least = position + needed;
            position = Integer.toUnsignedLong(u32(segment, at + position + NEXT));
        }
        return capabilities;
    }

    private static long needed(MemorySegment segment, long at, long room) {
        return switch (u16(segment, at)) {
            case SPARSE_MMAP ->
                room < FIXED_SIZE
                        ? FIXED_SIZE
                        : FIXED_SIZE + Integer.toUnsignedLong(u32(segment, at + NR_AREAS)) * AREA_SIZE;
            case TYPE -> FIXED_SIZE;
            default -> HEADER_SIZE;
        };
    }

    /**
     * Reads what fits of the kernel's chain: its drivers build it, so that what does not fit ends it, as does
     * what is not behind the capability before it.
     *
     * @param info the whole answer
     * @param first the region's cap_offset
     */
    public static List<RegionCapability> decodeWhatFits(MemorySegment info, int first) {
        List<RegionCapability> capabilities = new ArrayList<>();
        long at = Integer.toUnsignedLong(first);
        long least = 1;
        while (at >= least && at <= info.byteSize() - HEADER_SIZE && capabilities.size() < MOST) {
            long room = info.byteSize() - at;
            capabilities.add(decodeOne(info, at, room));
            least = at + needed(info, at, room);
            at = Integer.toUnsignedLong(u32(info, at + NEXT));
        }
        return capabilities;
    }

    private static RegionCapability decodeOne(MemorySegment segment, long at, long room) {
        int id = u16(segment, at);
        if (id == SPARSE_MMAP && room >= FIXED_SIZE) {
            return new RegionCapability.SparseMmap(areas(segment, at, room));
        }
        if (id == TYPE && room >= FIXED_SIZE) {
            return new RegionCapability.DeviceSpecific(
                    u32(segment, at + REGION_TYPE), u32(segment, at + REGION_SUBTYPE));
        }
        return id == MSIX_MAPPABLE
                ? new RegionCapability.MsixMappable()
                : new RegionCapability.Other(id, u16(segment, at + VERSION));
    }

    private static List<RegionCapability.Area> areas(MemorySegment segment, long at, long room) {
        long count = Math.min(Integer.toUnsignedLong(u32(segment, at + NR_AREAS)), (room - FIXED_SIZE) / AREA_SIZE);
        List<RegionCapability.Area> areas = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            long area = at + FIXED_SIZE + i * AREA_SIZE;
            areas.add(new RegionCapability.Area(u64(segment, area), u64(segment, area + Long.BYTES)));
        }
        return areas;
    }
}
