// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

import java.lang.foreign.MemorySegment;

/**
 * Carries bytes and file descriptors to and from a peer: one end of a connection, with the semantics of a connected
 * UNIX stream socket.
 *
 * <p>Descriptors travel with the first byte of the send that they were given to. A receive returns no byte of what
 * follows that send together with them.
 *
 * <p>One thread sends and one thread receives at a time; they may be two. {@link #await}, {@link #shutdown} and {@link
 * #close} may be called from any thread. An implementation that is to serve devices quickly neither allocates nor makes
 * more than one system call in a send or a receive without descriptors.
 */
public interface Transport extends AutoCloseable {
    /** There is something to receive, or the stream has ended: POLLIN of poll(2). */
    int READABLE = 0x1;
    /** A send takes something without waiting: POLLOUT of poll(2). */
    int WRITABLE = 0x4;
    /** The peer has gone; only ever returned: POLLHUP of poll(2). */
    int HANG_UP = 0x10;
    /** The most descriptors that one send can carry: SCM_MAX_FD of include/net/scm.h. */
    int MAX_DESCRIPTORS = 253;

    /**
     * Limits how long a send or a receive waits from now on.
     *
     * @param milliseconds 0 for as long as it takes
     */
    void timeout(int milliseconds);

    /**
     * Sends all of a buffer, and waits while the peer does not receive.
     *
     * @param source native memory, which stays valid during the call
     * @param at the first byte to send
     * @param length bytes, at least 1
     * @param descriptors borrowed; the receiver gets its own
     * @param count how many of {@code descriptors}, 0 to {@link #MAX_DESCRIPTORS}
     * @throws io.vfio4j.device.VfioException EPIPE when the peer has gone, ETIMEDOUT; the stream is broken in both
     *     cases
     */
    void send(MemorySegment source, long at, long length, int[] descriptors, int count);

    /**
     * Sends what can be sent without waiting; the descriptors go with the first byte. Otherwise as {@link #send}.
     *
     * @return how many bytes were sent, 0 when the transport takes none now
     */
    int trySend(MemorySegment source, long at, int length, int[] descriptors, int count);

    /**
     * Receives what is there, and waits when nothing is.
     *
     * @param target native memory, which stays valid during the call
     * @param at the first byte to fill
     * @param length bytes at most, at least 1
     * @param received where descriptors are added, and whether some were lost; its owner closes them
     * @return how many bytes arrived; 0 when the peer has ended the stream, or this side has shut it down
     * @throws io.vfio4j.device.VfioException ETIMEDOUT, ECONNRESET
     */
    int receive(MemorySegment target, long at, int length, ReceivedDescriptors received);

    /**
     * Waits until the transport can be used.
     *
     * @param events {@link #READABLE}, {@link #WRITABLE} or both
     * @param milliseconds how long to wait at most: 0 to only look, negative for as long as it takes
     * @return what of it is possible, with {@link #HANG_UP} when the peer has gone; 0 when the time is over
     * @throws io.vfio4j.device.VfioException EBADF when this end is closed
     */
    int await(int events, int milliseconds);

    /** Ends the connection in both directions and wakes whoever waits in it. Any number of times. */
    void shutdown();

    /** Shuts the connection down and frees this end. Any number of times. */
    @Override
    void close();
}
