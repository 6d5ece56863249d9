// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;

import java.lang.foreign.MemorySegment;

/**
 * Encodes and decodes the payload of DEVICE_GET_REGION_IO_FDS, command and reply.
 *
 * <pre>
 *                 offset  size
 *    argsz             0     4   command: bytes that a reply may have; reply: bytes that a whole one has
 *    flags             4     4   0
 *    index             8     4   the region
 *    count            12     4   0 in the command; reply: how many sub-regions follow
 *    sub-regions      16         40 each
 * </pre>
 *
 * This project has no sub-regions to tell of: its replies end after {@code count}, and its client does not ask.
 */
public final class RegionIoDescriptors {
    /** Bytes before the sub-regions. */
    public static final int SIZE = 16;

    private RegionIoDescriptors() {}

    /**
     * Reads a command.
     *
     * @return the region's index
     * @throws MalformedMessageException EINVAL when payload or argsz is too small, or flags or count are not 0
     */
    public static int decodeCommand(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("region I/O descriptors", length, SIZE);
        MalformedMessageException.requireArgsz("region I/O descriptors", u32(segment, at), SIZE);
        if (u32(segment, at + 4) != 0 || u32(segment, at + 12) != 0) {
            throw new MalformedMessageException("flags and count must be 0: flags=0x%x count=%s"
                    .formatted(u32(segment, at + 4), Integer.toUnsignedString(u32(segment, at + 12))));
        }
        return u32(segment, at + 8);
    }

    /** Writes a reply without sub-regions, {@link #SIZE} bytes. */
    public static void putNone(int index, MemorySegment segment, long at) {
        putU32(segment, at, SIZE);
        putU32(segment, at + 4, 0);
        putU32(segment, at + 8, index);
        putU32(segment, at + 12, 0);
    }
}
