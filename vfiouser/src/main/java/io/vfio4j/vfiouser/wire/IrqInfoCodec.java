// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u32;

import io.vfio4j.device.IrqInfo;
import java.lang.foreign.MemorySegment;

/**
 * Encodes and decodes the payload of DEVICE_GET_IRQ_INFO, command and reply: {@code struct vfio_irq_info}.
 *
 * <pre>
 *                 offset  size
 *    argsz             0     4   command: bytes that a reply may have; reply: 16
 *    flags             4     4   0 in the command
 *    index             8     4
 *    count            12     4   0 in the command
 * </pre>
 */
public final class IrqInfoCodec {
    /** Bytes of the structure. */
    public static final int SIZE = 16;

    private IrqInfoCodec() {}

    /**
     * Reads a command.
     *
     * @return the index
     * @throws MalformedMessageException EINVAL when payload or argsz is too small
     */
    public static int decodeCommand(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("irq info", length, SIZE);
        MalformedMessageException.requireArgsz("irq info", u32(segment, at), SIZE);
        return u32(segment, at + 8);
    }

    /** Writes a command, {@link #SIZE} bytes. */
    public static void putCommand(int index, MemorySegment segment, long at) {
        encode(new IrqInfo(index, 0, 0), segment, at);
    }

    /**
     * Reads a reply.
     *
     * @throws MalformedMessageException EINVAL when the payload is too small or the count negative
     */
    public static IrqInfo decode(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("irq info", length, SIZE);
        int count = u32(segment, at + 12);
        if (count < 0) {
            throw new MalformedMessageException("irq info with %s vectors".formatted(Integer.toUnsignedString(count)));
        }
        return new IrqInfo(u32(segment, at + 8), u32(segment, at + 4), count);
    }

    /** Writes a reply, {@link #SIZE} bytes. */
    public static void encode(IrqInfo info, MemorySegment segment, long at) {
        putU32(segment, at, SIZE);
        putU32(segment, at + 4, info.flags());
        putU32(segment, at + 8, info.index());
        putU32(segment, at + 12, info.count());
    }
}
