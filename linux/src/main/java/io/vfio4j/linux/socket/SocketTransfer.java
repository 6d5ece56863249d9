// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.Native;
import io.vfio4j.linux.file.FileDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;

/** Moves bytes and descriptors through a socket, as {@link UnixSocket} says: sendmsg(2), recvmsg(2). */
final class SocketTransfer {
    static final int[] NONE = {};

    private final FileDescriptor descriptor;
    private final SocketMessage outgoing = new SocketMessage(DescriptorList.MAX_DESCRIPTORS);
    private final SocketMessage incoming;

    SocketTransfer(FileDescriptor descriptor, int maxReceivedDescriptors) {
        this.descriptor = descriptor;
        this.incoming = new SocketMessage(maxReceivedDescriptors);
    }

    void send(MemorySegment source, long at, long length, int[] descriptors, int count) {
        Objects.checkFromIndexSize(at, length, source.byteSize());
        Objects.checkFromIndexSize(0, count, Math.min(descriptors.length, DescriptorList.MAX_DESCRIPTORS));
        if (length == 0) {
            throw new IllegalArgumentException("length must not be 0");
        }
        int number = descriptor.acquire("sendmsg");
        try {
            outgoing.carry(descriptors, count);
            long sent = 0;
            while (sent < length) {
                outgoing.buffer(source, at + sent, length - sent);
                long result = SocketCalls.sendmsg(number, outgoing.header(), SocketCalls.MSG_NOSIGNAL);
                if (result < 0) {
                    throw failure(result, "sendmsg");
                }
                if (sent == 0 && count > 0) {
                    outgoing.carry(NONE, 0);
                }
                sent += result;
            }
        } finally {
            descriptor.release();
            Reference.reachabilityFence(source);
        }
    }

    int trySend(MemorySegment source, long at, int length, int[] descriptors, int count) {
        Objects.checkFromIndexSize(at, length, source.byteSize());
        Objects.checkFromIndexSize(0, count, Math.min(descriptors.length, DescriptorList.MAX_DESCRIPTORS));
        int number = descriptor.acquire("sendmsg");
        try {
            outgoing.carry(descriptors, count);
            outgoing.buffer(source, at, length);
            int flags = SocketCalls.MSG_NOSIGNAL | SocketCalls.MSG_DONTWAIT;
            long result = SocketCalls.sendmsg(number, outgoing.header(), flags);
            if (result < 0 && result != -Native.EAGAIN) {
                throw failure(result, "sendmsg");
            }
            return (int) Math.max(0, result);
        } finally {
            descriptor.release();
            Reference.reachabilityFence(source);
        }
    }

    int receive(MemorySegment target, long at, int length, DescriptorList list) {
        Objects.checkFromIndexSize(at, length, target.byteSize());
        if (length == 0 || target.isReadOnly()) {
            throw new IllegalArgumentException("target must be writable and length not 0: length=" + length);
        }
        int number = descriptor.acquire("recvmsg");
        try {
            incoming.buffer(target, at, length);
            incoming.expect();
            long result = SocketCalls.recvmsg(number, incoming.header(), SocketCalls.MSG_CMSG_CLOEXEC);
            if (result < 0) {
                throw failure(result, "recvmsg");
            }
            incoming.arrived(list);
            return (int) result;
        } finally {
            descriptor.release();
            Reference.reachabilityFence(target);
        }
    }

    private VfioException failure(long result, String operation) {
        return result == -Native.EAGAIN
                ? new VfioException(descriptor.name(), operation, Errno.ETIMEDOUT, "the peer did not answer in time")
                : Native.failure(result, descriptor.name(), operation);
    }
}
