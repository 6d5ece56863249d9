// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.client;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.Header;
import io.vfio4j.vfiouser.wire.WireCommand;

/** Words what a client reports when its server refuses a command or ends the connection. */
final class ClientFailures {
    private final String name;
    private final int timeout;

    /**
     * Reports for the client of a server.
     *
     * @param timeout how long the server may keep silent, in milliseconds
     */
    ClientFailures(String name, int timeout) {
        this.name = name;
        this.timeout = timeout;
    }

    /** Reports a reply with the error bit, whatever its number. */
    VfioException refused(WireCommand command, Message reply) {
        int error = Header.error(reply.segment(), reply.at());
        Errno errno = Errno.of(error);
        String operation = command.protocolName();
        if (error == 0) {
            return new VfioException(name, operation, Errno.EIO, "refused by the server, which does not say why");
        }
        return errno == Errno.UNKNOWN
                ? new VfioException(name, operation, errno, "refused by the server with errno " + error)
                : new VfioException(name, operation, errno, errno.meaning());
    }

    /** Says why a connection has ended: the peer went away, kept silent or broke the protocol. */
    VfioException ending(RuntimeException failure) {
        if (!(failure instanceof VfioException known)) {
            return new VfioException(
                    name, "recvmsg", Errno.EPROTO, "the server breaks the protocol: " + failure.getMessage(), failure);
        }
        String operation = known.operation();
        return switch (known.errno()) {
            case EPIPE, ECONNRESET, EBADF ->
                new VfioException(name, operation, Errno.ECONNRESET, "the server has closed the connection", known);
            case ETIMEDOUT ->
                new VfioException(
                        name,
                        operation,
                        Errno.ETIMEDOUT,
                        "the server did not answer within %d ms".formatted(timeout),
                        known);
            default -> known;
        };
    }
}
