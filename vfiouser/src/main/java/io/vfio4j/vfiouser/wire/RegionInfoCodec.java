// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import io.vfio4j.abi.RegionCapabilityChain;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Encodes and decodes the payload of DEVICE_GET_REGION_INFO, command and reply: {@code struct vfio_region_info}.
 *
 * <pre>
 *                 offset  size
 *    argsz             0     4   command: bytes that a reply may have; reply: bytes that a whole one has
 *    flags             4     4   0 in the command
 *    index             8     4
 *    cap_offset       12     4   reply: where the first capability is, from the start of this structure
 *    size             16     8   0 in the command
 *    offset           24     8   0 in the command; reply: what mmap(2) of the descriptor is given
 * </pre>
 *
 * A reply with capabilities that do not fit in the command's argsz is the structure alone, with argsz as the only hint
 * of them: QEMU takes the CAPS flag without a cap_offset for an error, other than it does from the kernel.
 */
public final class RegionInfoCodec {
    /** Bytes of the structure. */
    public static final int SIZE = 32;

    private RegionInfoCodec() {}

    /**
     * Holds what a client asks for.
     *
     * @param argsz the most bytes that the reply may have, unsigned
     * @param index the region
     */
    public record Query(int argsz, int index) {}

    /**
     * Reads a command.
     *
     * @throws MalformedMessageException EINVAL when payload or argsz is too small
     */
    public static Query decodeCommand(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("region info", length, SIZE);
        MalformedMessageException.requireArgsz("region info", u32(segment, at), SIZE);
        return new Query(u32(segment, at), u32(segment, at + 8));
    }

    /** Writes a command, {@link #SIZE} bytes whatever {@code argsz} is. */
    public static void putCommand(Query query, MemorySegment segment, long at) {
        put(segment, at, query.argsz(), 0, query.index(), 0, 0, 0);
    }

    /** Returns how many bytes the whole reply has. */
    public static int wholeSize(RegionInfo info) {
        return SIZE + RegionCapabilityChain.size(info.capabilities());
    }

    /**
     * Writes a reply.
     *
     * @param argsz of the command, unsigned, at least {@link #SIZE}
     * @return bytes written: the structure, with the capabilities when both fit in {@code argsz}
     */
    public static int encode(RegionInfo info, int argsz, MemorySegment segment, long at) {
        int whole = wholeSize(info);
        boolean chained = whole > SIZE && Integer.compareUnsigned(whole, argsz) <= 0;
        int flags = (info.flags() & ~RegionInfo.CAPS) | (chained ? RegionInfo.CAPS : 0);
        put(segment, at, whole, flags, info.index(), chained ? SIZE : 0, info.size(), info.offset());
        if (chained) {
            RegionCapabilityChain.encode(info.capabilities(), segment, at, SIZE);
        }
        return chained ? whole : SIZE;
    }

    /**
     * Returns the argsz of a reply: when it is greater than the command's, ask again with that many bytes.
     *
     * @throws MalformedMessageException EINVAL when the payload is too small
     */
    public static int argsz(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("region info", length, SIZE);
        return u32(segment, at);
    }

    /**
     * Reads a reply with those capabilities that are in it.
     *
     * @throws MalformedMessageException EINVAL when the payload is too small or the capability chain broken
     */
    public static RegionInfo decode(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("region info", length, SIZE);
        int flags = u32(segment, at + 4);
        var capabilities =
                (flags & RegionInfo.CAPS) == 0 ? List.<RegionCapability>of() : capabilities(segment, at, length);
        return new RegionInfo(
                u32(segment, at + 8),
                flags & ~RegionInfo.CAPS,
                u64(segment, at + 16),
                u64(segment, at + 24),
                capabilities);
    }

    private static List<RegionCapability> capabilities(MemorySegment segment, long at, long length) {
        try {
            return RegionCapabilityChain.decode(segment, at, length, u32(segment, at + 12));
        } catch (IllegalArgumentException broken) {
            throw new MalformedMessageException(String.valueOf(broken.getMessage()));
        }
    }

    private static void put(
            MemorySegment segment, long at, int argsz, int flags, int index, int capOffset, long size, long offset) {
        putU32(segment, at, argsz);
        putU32(segment, at + 4, flags);
        putU32(segment, at + 8, index);
        putU32(segment, at + 12, capOffset);
        putU64(segment, at + 16, size);
        putU64(segment, at + 24, offset);
    }
}
