// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU16;
import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.u16;
import static io.vfio4j.abi.HostOrder.u32;

import java.lang.foreign.MemorySegment;

/**
 * Accesses the header that every message begins with.
 *
 * <pre>
 *                 offset  size
 *    id                0     2   the sender's, echoed by the reply
 *    command           2     2   {@link WireCommand}
 *    size              4     4   of the whole message, header included
 *    flags             8     4   3:0 type (0 command, 1 reply), 4 no reply wanted, 5 error
 *    error            12     4   errno of a reply with the error bit; may be 0 even then
 * </pre>
 */
public final class Header {
    /** Bytes. */
    public static final int SIZE = 16;

    /** The type bits of {@code flags}. */
    public static final int TYPE_MASK = 0xf;
    /** Type: a command. */
    public static final int COMMAND = 0;
    /** Type: a reply. */
    public static final int REPLY = 1;
    /** Flag of a command: no reply is wanted. */
    public static final int NO_REPLY = 1 << 4;
    /** Flag of a reply: the command has failed. */
    public static final int ERROR = 1 << 5;

    private static final int ID = 0;
    private static final int COMMAND_NUMBER = 2;
    private static final int MESSAGE_SIZE = 4;
    private static final int FLAGS = 8;
    private static final int ERROR_NUMBER = 12;

    private Header() {}

    public static int id(MemorySegment segment, long at) {
        return u16(segment, at + ID);
    }

    /** Returns the command's number, which {@link WireCommand} may not know. */
    public static int command(MemorySegment segment, long at) {
        return u16(segment, at + COMMAND_NUMBER);
    }

    /** Returns the bytes of the message, header included, 0 to 4294967295. */
    public static long size(MemorySegment segment, long at) {
        return Integer.toUnsignedLong(u32(segment, at + MESSAGE_SIZE));
    }

    public static int flags(MemorySegment segment, long at) {
        return u32(segment, at + FLAGS);
    }

    /** {@link #COMMAND}, {@link #REPLY} or something that the protocol does not have. */
    public static int type(MemorySegment segment, long at) {
        return flags(segment, at) & TYPE_MASK;
    }

    /** Gives a message another id. */
    public static void putId(MemorySegment segment, long at, int id) {
        putU16(segment, at + ID, id);
    }

    /** Returns the errno of a reply, as it is. */
    public static int error(MemorySegment segment, long at) {
        return u32(segment, at + ERROR_NUMBER);
    }

    /**
     * Writes the header of a command.
     *
     * @param flags 0 or {@link #NO_REPLY}
     * @param size of the whole message
     */
    public static void putCommand(MemorySegment segment, long at, int id, WireCommand command, int flags, int size) {
        put(segment, at, id, command.number(), size, COMMAND | flags, 0);
    }

    /**
     * Writes the header of a reply.
     *
     * @param command as in the command, whether known or not
     * @param size of the whole message
     */
    public static void putReply(MemorySegment segment, long at, int id, int command, int size) {
        put(segment, at, id, command, size, REPLY, 0);
    }

    /**
     * Writes the reply of a command that failed, which is a header only.
     *
     * @param error not 0: QEMU takes an error of 0 for a success
     */
    public static void putError(MemorySegment segment, long at, int id, int command, int error) {
        put(segment, at, id, command, SIZE, REPLY | ERROR, error);
    }

    private static void put(MemorySegment segment, long at, int id, int command, int size, int flags, int error) {
        putU16(segment, at + ID, id);
        putU16(segment, at + COMMAND_NUMBER, command);
        putU32(segment, at + MESSAGE_SIZE, size);
        putU32(segment, at + FLAGS, flags);
        putU32(segment, at + ERROR_NUMBER, error);
    }
}
