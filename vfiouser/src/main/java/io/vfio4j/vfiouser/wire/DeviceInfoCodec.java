// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;

import io.vfio4j.device.DeviceInfo;
import java.lang.foreign.MemorySegment;

/**
 * Encodes and decodes the payload of DEVICE_GET_INFO, command and reply: the head of {@code struct vfio_device_info}.
 *
 * <pre>
 *                 offset  size
 *    argsz             0     4   command: bytes that a reply may have; reply: 16
 *    flags             4     4   0 in the command
 *    num_regions       8     4   0 in the command
 *    num_irqs         12     4   0 in the command
 * </pre>
 */
public final class DeviceInfoCodec {
    /** Bytes of the structure. */
    public static final int SIZE = 16;

    private DeviceInfoCodec() {}

    /**
     * Checks a command.
     *
     * @throws MalformedMessageException EINVAL when payload or argsz is too small
     */
    public static void checkCommand(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("device info", length, SIZE);
        MalformedMessageException.requireArgsz("device info", u32(segment, at), SIZE);
    }

    /** Writes a command, {@link #SIZE} bytes. */
    public static void putCommand(MemorySegment segment, long at) {
        put(segment, at, 0, 0, 0);
    }

    /**
     * Reads a reply.
     *
     * @throws MalformedMessageException EINVAL when the payload is too small or a count is negative
     */
    public static DeviceInfo decode(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("device info", length, SIZE);
        int regions = u32(segment, at + 8);
        int irqs = u32(segment, at + 12);
        if (regions < 0 || irqs < 0) {
            throw new MalformedMessageException("device info with %s regions and %s irqs"
                    .formatted(Integer.toUnsignedString(regions), Integer.toUnsignedString(irqs)));
        }
        return new DeviceInfo(u32(segment, at + 4), regions, irqs);
    }

    /** Writes a reply, {@link #SIZE} bytes. */
    public static void encode(DeviceInfo info, MemorySegment segment, long at) {
        put(segment, at, info.flags(), info.regions(), info.irqs());
    }

    private static void put(MemorySegment segment, long at, int flags, int regions, int irqs) {
        putU32(segment, at, SIZE);
        putU32(segment, at + 4, flags);
        putU32(segment, at + 8, regions);
        putU32(segment, at + 12, irqs);
    }
}
