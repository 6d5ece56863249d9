// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.Native;
import io.vfio4j.linux.call.PollEntry;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.file.PollEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Carries bytes and descriptors over a connected UNIX stream socket.
 *
 * <p>One thread sends and one thread receives at a time; they may be two. {@link #shutdown} and {@link #close} may be
 * called from any thread, and twice: a receive that is under way then ends. Sending and receiving allocate nothing.
 *
 * <p>Descriptors travel with bytes: the kernel ends a receive after the bytes that descriptors came with
 * (unix_stream_read_generic in net/unix/af_unix.c).
 */
public final class UnixSocket implements AutoCloseable {
    private static final long TIMEVAL = 16;

    private final FileDescriptor descriptor;
    private final SocketTransfer transfer;

    UnixSocket(FileDescriptor descriptor, int maxReceivedDescriptors) {
        this.descriptor = descriptor;
        this.transfer = new SocketTransfer(descriptor, maxReceivedDescriptors);
    }

    /**
     * Takes over a descriptor of a connected UNIX stream socket, for example a received one.
     *
     * @param received closed with this socket
     */
    public static UnixSocket of(FileDescriptor received) {
        return new UnixSocket(received, DescriptorList.MAX_DESCRIPTORS);
    }

    /**
     * Connects to a server.
     *
     * @param milliseconds the {@link #timeout} from the start, so also for a server that does not accept; 0 for none
     * @throws VfioException ENOENT when there is no such file, ECONNREFUSED when nobody listens, ENAMETOOLONG for a
     *     path of more than 107 bytes, ETIMEDOUT
     */
    public static UnixSocket connect(Path path, int milliseconds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = SocketAddress.of(path, "connect", arena);
            UnixSocket socket = of(FileDescriptor.own(SocketCalls.socket(0), path.toString(), "socket"));
            try {
                socket.timeout(milliseconds);
                int result = SocketCalls.connect(socket.descriptor.number(), address, SocketAddress.SIZEOF);
                if (result == -Native.EAGAIN) {
                    throw new VfioException(
                            path.toString(), "connect", Errno.ETIMEDOUT, "the server does not accept connections");
                }
                if (result == -Native.ECONNREFUSED) {
                    throw new VfioException(path.toString(), "connect", Errno.ECONNREFUSED, "no server is listening");
                }
                Native.check(result, path.toString(), "connect");
                return socket;
            } catch (VfioException failure) {
                socket.close();
                throw failure;
            }
        }
    }

    /** Connects two sockets to each other. */
    public static Pair pair() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(JAVA_INT, 2);
            Native.check(SocketCalls.socketpair(numbers), "socket pair", "socketpair");
            return new Pair(
                    of(FileDescriptor.own(numbers.getAtIndex(JAVA_INT, 0), "socket pair")),
                    of(FileDescriptor.own(numbers.getAtIndex(JAVA_INT, 1), "socket pair")));
        }
    }

    /**
     * Holds two ends of one connection.
     *
     * @param first one end
     * @param second the other end
     */
    public record Pair(UnixSocket first, UnixSocket second) implements AutoCloseable {
        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    /**
     * Returns the descriptor, for waiting with poll(2) and for passing on; owned by this socket. Whoever has passed it
     * on and keeps no interest closes this descriptor rather than the socket, whose {@link #close} ends the connection
     * for all.
     */
    public FileDescriptor descriptor() {
        return descriptor;
    }

    /**
     * Limits how long one system call of a send or a receive may wait, in milliseconds; 0 for as long as it takes.
     *
     * <pre>
     *  struct timeval (16 bytes)         offset  size
     *    long tv_sec                          0     8
     *    long tv_usec                         8     8
     * </pre>
     */
    public void timeout(int milliseconds) {
        if (milliseconds < 0) {
            throw new IllegalArgumentException("milliseconds must not be negative: milliseconds=" + milliseconds);
        }
        int number = descriptor.acquire("setsockopt");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(TIMEVAL, Long.BYTES);
            time.set(JAVA_LONG, 0, milliseconds / 1000);
            time.set(JAVA_LONG, Long.BYTES, milliseconds % 1000 * 1000L);
            Native.check(
                    SocketCalls.setsockopt(number, SocketCalls.SO_RCVTIMEO, time), descriptor.name(), "SO_RCVTIMEO");
            Native.check(
                    SocketCalls.setsockopt(number, SocketCalls.SO_SNDTIMEO, time), descriptor.name(), "SO_SNDTIMEO");
        } finally {
            descriptor.release();
        }
    }

    /** Sends all of a buffer, without descriptors. */
    public void send(MemorySegment source, long at, long length) {
        transfer.send(source, at, length, SocketTransfer.NONE, 0);
    }

    /**
     * Sends all of a buffer, in as few system calls as the kernel allows; the descriptors go with the first byte.
     *
     * @param source native memory, which stays valid during the call
     * @param at the first byte to send
     * @param length bytes, at least 1
     * @param descriptors borrowed; the receiver gets its own
     * @param count how many of {@code descriptors}, 0 to {@link DescriptorList#MAX_DESCRIPTORS}
     * @throws VfioException EPIPE when the peer has gone, ETIMEDOUT; the stream is broken in both cases
     */
    public void send(MemorySegment source, long at, long length, int[] descriptors, int count) {
        transfer.send(source, at, length, descriptors, count);
    }

    /**
     * Sends what the socket takes without waiting; the descriptors go with the first byte. Otherwise as {@link #send}.
     *
     * @return how many bytes were sent, 0 when the socket takes none now
     */
    public int trySend(MemorySegment source, long at, int length, int[] descriptors, int count) {
        return transfer.trySend(source, at, length, descriptors, count);
    }

    /**
     * Waits until the socket can be used.
     *
     * @param events {@link PollEvents#READABLE}, {@link PollEvents#WRITABLE} or both
     * @param milliseconds how long to wait at most: 0 to only look, negative for as long as it takes
     * @return what of it is possible, with {@link PollEvents#HANG_UP} when the peer has gone; 0 when the time is over
     */
    public int await(int events, int milliseconds) {
        int number = descriptor.acquire("poll");
        try {
            return PollEntry.await(number, events, milliseconds);
        } finally {
            descriptor.release();
        }
    }

    /**
     * Receives what is there, and waits when nothing is.
     *
     * @param target native memory, which stays valid during the call
     * @param at the first byte to fill
     * @param length bytes at most, at least 1
     * @param list where received descriptors are added, and whether some were lost; its owner closes them
     * @return how many bytes arrived; 0 when the peer has ended the stream, or this side has shut it down
     * @throws VfioException ETIMEDOUT, ECONNRESET
     */
    public int receive(MemorySegment target, long at, int length, DescriptorList list) {
        return transfer.receive(target, at, length, list);
    }

    /** Ends the connection in both directions and wakes whoever waits in it. Any thread, any number of times. */
    public void shutdown() {
        if (descriptor.isOpen()) {
            int number;
            try {
                number = descriptor.acquire("shutdown");
            } catch (VfioException closedMeanwhile) {
                return;
            }
            try {
                // ENOTCONN, the one possible failure, says that the connection has ended already.
                SocketCalls.shutdown(number);
            } finally {
                descriptor.release();
            }
        }
    }

    @Override
    public void close() {
        shutdown();
        descriptor.close();
    }

    @Override
    public String toString() {
        return descriptor.toString();
    }
}
