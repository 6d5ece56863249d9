// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import static io.vfio4j.kernel.ioctl.Fields.u16;
import static io.vfio4j.kernel.ioctl.Fields.u32;
import static io.vfio4j.kernel.ioctl.Fields.u64;

import io.vfio4j.device.RegionCapability;
import io.vfio4j.kernel.ioctl.DeviceAbi.RegionCap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes the capability chain behind a region's info. Drivers build it, so it is read with care: what does not fit
 * ends it.
 */
final class RegionCapabilities {
    private static final int MAX_CAPABILITIES = 64;

    private RegionCapabilities() {}

    /**
     * Reads the chain.
     *
     * @param info the whole answer
     * @param first where the first capability is
     */
    static List<RegionCapability> decode(MemorySegment info, int first) {
        List<RegionCapability> capabilities = new ArrayList<>();
        long at = Integer.toUnsignedLong(first);
        while (at != 0 && at <= info.byteSize() - RegionCap.HEADER && capabilities.size() < MAX_CAPABILITIES) {
            capabilities.add(decodeOne(info, at));
            at = Integer.toUnsignedLong(u32(info, at + RegionCap.NEXT));
        }
        return capabilities;
    }

    private static RegionCapability decodeOne(MemorySegment info, long at) {
        int id = u16(info, at);
        long room = info.byteSize() - at;
        if (id == RegionCap.SPARSE_MMAP && room >= RegionCap.AREAS) {
            return sparse(info, at, room);
        }
        if (id == RegionCap.TYPE && room >= RegionCap.TYPE_SIZE) {
            return new RegionCapability.DeviceSpecific(
                    u32(info, at + RegionCap.REGION_TYPE), u32(info, at + RegionCap.REGION_SUBTYPE));
        }
        return id == RegionCap.MSIX_MAPPABLE
                ? new RegionCapability.MsixMappable()
                : new RegionCapability.Other(id, u16(info, at + RegionCap.VERSION));
    }

    private static RegionCapability sparse(MemorySegment info, long at, long room) {
        long count = Math.min(
                Integer.toUnsignedLong(u32(info, at + RegionCap.NR_AREAS)),
                (room - RegionCap.AREAS) / RegionCap.AREA_SIZE);
        List<RegionCapability.Area> areas = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long area = at + RegionCap.AREAS + (long) i * RegionCap.AREA_SIZE;
            areas.add(new RegionCapability.Area(u64(info, area), u64(info, area + Long.BYTES)));
        }
        return new RegionCapability.SparseMmap(areas);
    }
}
