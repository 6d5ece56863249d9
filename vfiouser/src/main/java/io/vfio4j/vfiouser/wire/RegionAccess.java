// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import java.lang.foreign.MemorySegment;

/**
 * Lays out the payload of REGION_READ and REGION_WRITE, command and reply. Data is in the reply of a read and the
 * command of a write.
 *
 * <pre>
 *                 offset  size
 *    offset            0     8   in the region
 *    region            8     4
 *    count            12     4   bytes to transfer; in a reply: transferred
 *    data             16     count
 * </pre>
 */
public final class RegionAccess {
    /** Bytes before the data. */
    public static final int SIZE = 16;

    private RegionAccess() {}

    /** Returns the offset in the region. */
    public static long offset(MemorySegment segment, long at) {
        return u64(segment, at);
    }

    /** Returns the index of the region. */
    public static int region(MemorySegment segment, long at) {
        return u32(segment, at + 8);
    }

    /** Returns the count of bytes, unsigned. */
    public static int count(MemorySegment segment, long at) {
        return u32(segment, at + 12);
    }

    /** Writes everything before the data. */
    public static void put(MemorySegment segment, long at, long offset, int region, int count) {
        putU64(segment, at, offset);
        putU32(segment, at + 8, region);
        putU32(segment, at + 12, count);
    }
}
