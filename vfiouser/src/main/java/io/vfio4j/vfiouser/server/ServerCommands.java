// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Sends a server's own commands to its client, and waits for the replies. Any thread may use it. */
interface ServerCommands extends AutoCloseable {

    /**
     * Sends a command and waits for its reply.
     *
     * @param command native memory with header and payload; the header's id is set here
     * @return the reply, header included, of the command's id and number
     * @throws VfioException EFAULT when the client has gone, or the errno of an error reply
     */
    MemorySegment exchange(MemorySegment command);

    /** Wakes everybody who waits for a reply; what is sent from now on fails. */
    @Override
    void close();

    /** Makes an EFAULT: what DMA reports for memory that has gone. */
    static VfioException gone(String target, int command, @Nullable Throwable cause) {
        return new VfioException(target, WireCommand.describe(command), Errno.EFAULT, "the client has gone", cause);
    }

    /** Returns a reply that is not an error; throws one that is. */
    static MemorySegment successful(String target, MemorySegment reply) {
        if ((Header.flags(reply, 0) & Header.ERROR) == 0) {
            return reply;
        }
        Errno errno = Errno.of(Header.error(reply, 0));
        throw new VfioException(
                target,
                WireCommand.describe(Header.command(reply, 0)),
                errno == Errno.UNKNOWN ? Errno.EFAULT : errno,
                "refused by the client");
    }
}
