// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.call.Native;
import io.vfio4j.linux.file.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listens at a path with a UNIX stream socket. {@link #close} may be called from any thread, and twice. */
public final class UnixServerSocket implements AutoCloseable {
    private final Path path;
    private final FileDescriptor descriptor;
    private final @Nullable Object fileKey;

    private UnixServerSocket(Path path, FileDescriptor descriptor, @Nullable Object fileKey) {
        this.path = path;
        this.descriptor = descriptor;
        this.fileKey = fileKey;
    }

    /**
     * Listens at a path. A socket file that a server left behind, where nobody listens any more, is replaced.
     *
     * @param path at most 107 bytes
     * @param backlog how many connections may wait to be accepted
     * @throws VfioException EADDRINUSE when a server is listening there or the file is not a socket, ENAMETOOLONG,
     *     ENOENT when the folder does not exist, EACCES
     */
    public static UnixServerSocket listen(Path path, int backlog) {
        String name = path.toString();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = SocketAddress.of(path, "bind", arena);
            FileDescriptor descriptor = FileDescriptor.own(SocketCalls.socket(0), name, "socket");
            try {
                bind(descriptor.number(), path, address);
                Object fileKey = fileKey(path);
                Native.check(SocketCalls.listen(descriptor.number(), backlog), name, "listen");
                return new UnixServerSocket(path, descriptor, fileKey);
            } catch (Throwable failure) {
                descriptor.close();
                throw failure;
            }
        }
    }

    private static void bind(int socket, Path path, MemorySegment address) {
        int result = SocketCalls.bind(socket, address, SocketAddress.SIZEOF);
        if (result == -Native.EADDRINUSE) {
            removeStale(path, address);
            result = SocketCalls.bind(socket, address, SocketAddress.SIZEOF);
        }
        Native.check(result, path.toString(), "bind");
    }

    /**
     * Removes a stale socket file. connect(2) refuses one without a listener as it refuses a file that is not a socket.
     */
    private static void removeStale(Path path, MemorySegment address) {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FileCalls.S_IFMT) != FileCalls.S_IFSOCK) {
                throw inUse(path, "the file exists and is not a socket");
            }
            if (connect(path, address) != -Native.ECONNREFUSED) {
                throw inUse(path, "a server is already listening on " + path);
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException goneMeanwhile) {
            // Its server has just removed it.
        } catch (IOException e) {
            throw new VfioException(path.toString(), "bind", Errno.EADDRINUSE, "cannot replace the stale socket", e);
        }
    }

    private static int connect(Path path, MemorySegment address) {
        try (FileDescriptor probe =
                FileDescriptor.own(SocketCalls.socket(SocketCalls.SOCK_NONBLOCK), path.toString(), "socket")) {
            return SocketCalls.connect(probe.number(), address, SocketAddress.SIZEOF);
        }
    }

    private static VfioException inUse(Path path, String why) {
        return new VfioException(path.toString(), "bind", Errno.EADDRINUSE, why);
    }

    private static @Nullable Object fileKey(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException gone) {
            return null;
        }
    }

    /** Returns the path that this listens at. */
    public Path path() {
        return path;
    }

    /** Tells whether this still listens. */
    boolean isOpen() {
        return descriptor.isOpen();
    }

    /**
     * Waits for the next connection.
     *
     * @return empty when this was closed
     * @throws VfioException EMFILE and the like
     */
    public Optional<UnixSocket> accept() {
        if (!descriptor.isOpen()) {
            return Optional.empty();
        }
        int result = acceptDescriptor();
        if (result < 0 && !descriptor.isOpen()) {
            return Optional.empty();
        }
        return Optional.of(UnixSocket.of(FileDescriptor.own(result, path.toString(), "accept")));
    }

    private int acceptDescriptor() {
        int number;
        try {
            number = descriptor.acquire("accept");
        } catch (VfioException closedMeanwhile) {
            return -Native.EINVAL;
        }
        try {
            return SocketCalls.accept(number);
        } finally {
            descriptor.release();
        }
    }

    /** Stops listening, wakes {@link #accept}, and removes the socket file unless another server has replaced it. */
    @Override
    public synchronized void close() {
        if (!descriptor.isOpen()) {
            return;
        }
        if (fileKey != null && fileKey.equals(fileKey(path))) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + path, e);
            } finally {
                stop();
            }
        } else {
            stop();
        }
    }

    private void stop() {
        // Marks the descriptor closed first, so that an accept that is woken knows why.
        int number = descriptor.acquire("shutdown");
        try {
            descriptor.close();
            SocketCalls.shutdown(number);
        } finally {
            descriptor.release();
        }
    }
}
