// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.vfiouser.stream.Log;
import io.vfio4j.vfiouser.stream.Threads;
import io.vfio4j.vfiouser.transport.Transport;
import io.vfio4j.vfiouser.transport.TransportListener;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Serves a device on a UNIX socket, or over another transport, as QEMU's {@code docs/interop/vfio-user.rst} says.
 *
 * <p>One client at a time: a device has one owner. Who connects meanwhile waits for the answer to its first message
 * until the client before it has gone, or until its own patience ends, which is 5 seconds for QEMU. A client that goes
 * leaves the device's state behind, but neither DMA mappings, interrupts nor descriptors.
 *
 * <p>The device is used on the server's thread only, which is named after the socket, and it stays its owner's to
 * close.
 */
public final class VfioUserServer implements AutoCloseable {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final TransportListener listener;
    private final VfioDevice device;
    private final ServerOptions options;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable ServerConnection client;

    private VfioUserServer(TransportListener listener, VfioDevice device, ServerOptions options) {
        this.listener = listener;
        this.device = device;
        this.options = options;
        this.thread =
                Thread.ofPlatform().name("vfio-user " + listener.address()).unstarted(this::acceptClients);
    }

    /**
     * Starts to serve a device on a UNIX socket with {@link ServerOptions#DEFAULT}.
     *
     * @throws VfioException as {@link #listen(Path, VfioDevice, ServerOptions)} does
     */
    public static VfioUserServer listen(Path socket, VfioDevice device) {
        return listen(socket, device, ServerOptions.DEFAULT);
    }

    /**
     * Starts to serve a device on a UNIX socket. Clients can connect when this returns.
     *
     * @param socket where the socket file is made, at most 107 bytes; one that a server left behind is replaced
     * @param device used until the server is closed
     * @param options limits
     * @throws VfioException EADDRINUSE, ENAMETOOLONG, ENOENT, EACCES
     */
    public static VfioUserServer listen(Path socket, VfioDevice device, ServerOptions options) {
        return listen(new SocketListener(socket), device, options);
    }

    /**
     * Starts to serve a device to the clients of another transport.
     *
     * @param listener closed with the server
     * @param device used until the server is closed
     * @param options limits
     */
    public static VfioUserServer listen(TransportListener listener, VfioDevice device, ServerOptions options) {
        Log.prepare();
        VfioUserServer server = new VfioUserServer(listener, device, options);
        server.thread.start();
        return server;
    }

    /** Returns where clients find it: the path of its socket, or the address of another transport's listener. */
    public String address() {
        return listener.address();
    }

    private void acceptClients() {
        while (!closed) {
            try {
                Optional<Transport> accepted = listener.accept();
                if (accepted.isEmpty()) {
                    return;
                }
                serve(accepted.get());
            } catch (RuntimeException | Error failure) {
                // For instance EMFILE, which passes; a pause keeps it from filling the log.
                Log.log(Level.WARNING, () -> "%s: serving a client failed".formatted(address()), failure);
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    private void serve(Transport transport) {
        ServerConnection connection = take(transport);
        client = connection;
        try {
            if (closed) {
                connection.interrupt();
            }
            connection.serve();
        } finally {
            client = null;
        }
    }

    private ServerConnection take(Transport transport) {
        try {
            return new ServerConnection(device, transport, options);
        } catch (Throwable failure) {
            // For instance no memory for its buffers: the client is not to wait for an answer that never comes.
            transport.close();
            throw failure;
        }
    }

    /**
     * Ends the client's connection, waits until the device is not used any more, and removes the socket file. May be
     * called from any thread, and twice.
     */
    @Override
    public void close() {
        closed = true;
        listener.close();
        ServerConnection current = client;
        if (current != null) {
            current.interrupt();
        }
        LockSupport.unpark(thread);
        Threads.join(thread);
    }
}
