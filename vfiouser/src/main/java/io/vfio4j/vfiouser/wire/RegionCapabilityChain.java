// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.vfiouser.wire.HostOrder.putU16;
import static io.vfio4j.vfiouser.wire.HostOrder.putU32;
import static io.vfio4j.vfiouser.wire.HostOrder.putU64;
import static io.vfio4j.vfiouser.wire.HostOrder.u16;
import static io.vfio4j.vfiouser.wire.HostOrder.u32;
import static io.vfio4j.vfiouser.wire.HostOrder.u64;

import io.vfio4j.device.RegionCapability;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The capabilities behind {@code struct vfio_region_info}: a chain of {@code struct vfio_info_cap_header}, each at a
 * multiple of 8 and all offsets from the start of the region's structure.
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
final class RegionCapabilityChain {
    private static final int HEADER_SIZE = 8;
    private static final int BODY_SIZE = 8;
    private static final int AREA_SIZE = 16;

    private static final int SPARSE_MMAP = 1;
    private static final int TYPE = 2;
    private static final int MSIX_MAPPABLE = 3;
    private static final int VERSION = 1;

    private RegionCapabilityChain() {}

    static int size(List<RegionCapability> capabilities) {
        int size = 0;
        for (RegionCapability capability : capabilities) {
            size += size(capability);
        }
        return size;
    }

    private static int size(RegionCapability capability) {
        return switch (capability) {
            case RegionCapability.SparseMmap(List<RegionCapability.Area> areas) ->
                HEADER_SIZE + BODY_SIZE + areas.size() * AREA_SIZE;
            case RegionCapability.DeviceSpecific _ -> HEADER_SIZE + BODY_SIZE;
            case RegionCapability.MsixMappable _, RegionCapability.Other _ -> HEADER_SIZE;
        };
    }

    /** Writes the chain from {@code offset} on, counted from the region's structure at {@code at}. */
    static void encode(List<RegionCapability> capabilities, MemorySegment segment, long at, int offset) {
        int position = offset;
        for (int i = 0; i < capabilities.size(); i++) {
            RegionCapability capability = capabilities.get(i);
            int end = position + size(capability);
            putU32(segment, at + position + 4, i + 1 < capabilities.size() ? end : 0);
            switch (capability) {
                case RegionCapability.SparseMmap(List<RegionCapability.Area> areas) -> {
                    putHeader(segment, at + position, SPARSE_MMAP, VERSION);
                    putAreas(segment, at + position + HEADER_SIZE, areas);
                }
                case RegionCapability.DeviceSpecific(int type, int subtype) -> {
                    putHeader(segment, at + position, TYPE, VERSION);
                    putU32(segment, at + position + HEADER_SIZE, type);
                    putU32(segment, at + position + HEADER_SIZE + 4, subtype);
                }
                case RegionCapability.MsixMappable _ -> putHeader(segment, at + position, MSIX_MAPPABLE, VERSION);
                case RegionCapability.Other(int id, int version) -> putHeader(segment, at + position, id, version);
            }
            position = end;
        }
    }

    private static void putHeader(MemorySegment segment, long at, int id, int version) {
        putU16(segment, at, id);
        putU16(segment, at + 2, version);
    }

    private static void putAreas(MemorySegment segment, long at, List<RegionCapability.Area> areas) {
        putU32(segment, at, areas.size());
        putU32(segment, at + 4, 0);
        long position = at + BODY_SIZE;
        for (RegionCapability.Area area : areas) {
            putU64(segment, position, area.offset());
            putU64(segment, position + 8, area.size());
            position += AREA_SIZE;
        }
    }

    /**
     * Follows the chain, forwards only, so that it ends.
     *
     * @param length bytes of the payload, from {@code at}
     * @param first the region's cap_offset
     * @throws MalformedMessageException EINVAL when it leaves the payload or goes backwards
     */
    static List<RegionCapability> decode(MemorySegment segment, long at, long length, int first) {
        List<RegionCapability> capabilities = new ArrayList<>();
        long position = Integer.toUnsignedLong(first);
        long least = RegionInfoCodec.SIZE;
        while (position != 0 || capabilities.isEmpty()) {
            if (position < least || position > length - HEADER_SIZE) {
                throw new MalformedMessageException(
                        "region capability at %d of a chain in %d to %d".formatted(position, least, length));
            }
            capabilities.add(decodeOne(segment, at + position, length - position));
            least = position + HEADER_SIZE;
            position = Integer.toUnsignedLong(u32(segment, at + position + 4));
        }
        return capabilities;
    }

    private static RegionCapability decodeOne(MemorySegment segment, long at, long length) {
        int id = u16(segment, at);
        return switch (id) {
            case SPARSE_MMAP -> {
                MalformedMessageException.requireLength("sparse mmap capability", length, HEADER_SIZE + BODY_SIZE);
                yield new RegionCapability.SparseMmap(areas(segment, at + HEADER_SIZE, length - HEADER_SIZE));
            }
            case TYPE -> {
                MalformedMessageException.requireLength("type capability", length, HEADER_SIZE + BODY_SIZE);
                yield new RegionCapability.DeviceSpecific(
                        u32(segment, at + HEADER_SIZE), u32(segment, at + HEADER_SIZE + 4));
            }
            case MSIX_MAPPABLE -> new RegionCapability.MsixMappable();
            default -> new RegionCapability.Other(id, u16(segment, at + 2));
        };
    }

    private static List<RegionCapability.Area> areas(MemorySegment segment, long at, long length) {
        long count = Integer.toUnsignedLong(u32(segment, at));
        MalformedMessageException.requireLength("sparse mmap areas", length, BODY_SIZE + count * AREA_SIZE);
        List<RegionCapability.Area> areas = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            long area = at + BODY_SIZE + i * AREA_SIZE;
            areas.add(new RegionCapability.Area(u64(segment, area), u64(segment, area + 8)));
        }
        return areas;
    }
}
