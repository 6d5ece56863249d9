// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.socket.DescriptorList;
import io.vfio4j.linux.socket.UnixSocket;
import io.vfio4j.vfiouser.transport.ReceivedDescriptors;
import io.vfio4j.vfiouser.transport.Transport;
import java.lang.foreign.MemorySegment;

/** Carries bytes and descriptors over a UNIX stream socket: one system call for a send or a receive, no allocation. */
public final class SocketTransport implements Transport {
    private final UnixSocket socket;
    private final DescriptorList arrived = new DescriptorList();

    /** Takes over a socket. */
    public SocketTransport(UnixSocket socket) {
        this.socket = socket;
    }

    /** Takes over a descriptor of a connected UNIX stream socket. */
    public static SocketTransport of(FileDescriptor received) {
        return new SocketTransport(UnixSocket.of(received));
    }

    @Override
    public void timeout(int milliseconds) {
        socket.timeout(milliseconds);
    }

    @Override
    public void send(MemorySegment source, long at, long length, int[] descriptors, int count) {
        socket.send(source, at, length, descriptors, count);
    }

    @Override
    public int trySend(MemorySegment source, long at, int length, int[] descriptors, int count) {
        return socket.trySend(source, at, length, descriptors, count);
    }

    @Override
    public int receive(MemorySegment target, long at, int length, ReceivedDescriptors received) {
        int count = socket.receive(target, at, length, arrived);
        if (arrived.count() > 0 || arrived.incomplete()) {
            handOver(received);
        }
        return count;
    }

    private void handOver(ReceivedDescriptors received) {
        if (arrived.incomplete()) {
            received.addLost();
        }
        while (arrived.count() > 0) {
            received.add(arrived.take(socket.toString()).surrender());
        }
        arrived.close();
    }

    @Override
    public int await(int events, int milliseconds) {
        return socket.await(events, milliseconds);
    }

    @Override
    public void shutdown() {
        socket.shutdown();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
