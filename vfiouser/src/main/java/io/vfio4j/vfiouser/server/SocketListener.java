// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.linux.socket.UnixServerSocket;
import io.vfio4j.vfiouser.stream.SocketTransport;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.transport.TransportListener;
import java.nio.file.Path;
import java.util.Optional;

/** Waits for clients at a UNIX socket. */
final class SocketListener implements TransportListener {
    private static final int BACKLOG = 16;

    private final UnixServerSocket socket;

    /** Makes the socket file. */
    SocketListener(Path path) {
        socket = UnixServerSocket.listen(path, BACKLOG);
    }

    @Override
    public String address() {
        return socket.path().toString();
    }

    @Override
    public Optional<Transport> accept() {
        return socket.accept().map(SocketTransport::new);
    }

    @Override
    public void close() {
        socket.close();
    }
}
