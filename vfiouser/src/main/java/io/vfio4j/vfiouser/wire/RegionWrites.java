// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u64;

import java.lang.foreign.MemorySegment;

/**
 * Lays out the payload of REGION_WRITE_MULTI; its reply is the first field only, the number of writes done.
 *
 * <pre>
 *                 offset  size
 *    wr_cnt            0     8
 *    wrs               8    24 each:
 *      offset          0     8   in the region
 *      region          8     4
 *      count          12     4   bytes, at most 8
 *      data           16     8
 * </pre>
 *
 * Each entry is a {@link RegionAccess} with 8 bytes of data.
 */
public final class RegionWrites {
    /** Bytes before the first write, and of the reply. */
    public static final int SIZE = 8;
    /** Bytes of one write. */
    public static final int ENTRY_SIZE = 24;
    /** The most bytes that one write can have. */
    public static final int MAX_COUNT = 8;

    private RegionWrites() {}

    /** Returns how many writes there are, unsigned. */
    public static long count(MemorySegment segment, long at) {
        return u64(segment, at);
    }

    /** Sets how many writes there are. */
    public static void putCount(MemorySegment segment, long at, long count) {
        putU64(segment, at, count);
    }

    /** Returns the offset at which write {@code index} begins. */
    public static long entry(long at, long index) {
        return at + SIZE + index * ENTRY_SIZE;
    }
}
