// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Lays out what sendmsg(2) and recvmsg(2) take: one buffer, and room for descriptors beside it. Made once for each
 * direction of a socket and used for every message.
 *
 * <pre>
 *  struct msghdr (56 bytes)            offset  size
 *    void  *msg_name                        0     8   not used
 *    u32    msg_namelen                     8     4
 *    iovec *msg_iov                        16     8
 *    size_t msg_iovlen                     24     8   1
 *    void  *msg_control                    32     8
 *    size_t msg_controllen                 40     8
 *    int    msg_flags                      48     4   MSG_CTRUNC: descriptors were lost
 *  struct iovec (16 bytes)
 *    void  *iov_base                        0     8
 *    size_t iov_len                         8     8
 *  struct cmsghdr (16 bytes)
 *    size_t cmsg_len                        0     8   header and data
 *    int    cmsg_level                      8     4   SOL_SOCKET
 *    int    cmsg_type                      12     4   SCM_RIGHTS
 *    int    data[]                         16         descriptors; the next header is aligned to 8 bytes
 * </pre>
 */
final class SocketMessage {
    static final long MSGHDR = 56;
    static final long MSG_IOV = 16;
    static final long MSG_IOVLEN = 24;
    static final long MSG_CONTROL = 32;
    static final long MSG_CONTROLLEN = 40;
    static final long MSG_FLAGS = 48;
    static final long IOVEC = 16;
    static final long IOV_BASE = 0;
    static final long IOV_LEN = 8;
    static final long CMSGHDR = 16;
    static final long CMSG_LEN = 0;
    static final long CMSG_LEVEL = 8;
    static final long CMSG_TYPE = 12;

    private final MemorySegment header;
    private final MemorySegment vector;
    private final MemorySegment control;

    /** Allocates a message that carries at most {@code maxDescriptors}. */
    SocketMessage(int maxDescriptors) {
        Arena arena = Arena.ofAuto();
        header = arena.allocate(MSGHDR, Long.BYTES);
        vector = arena.allocate(IOVEC, Long.BYTES);
        control = arena.allocate(controlSpace(maxDescriptors), Long.BYTES);
        header.set(ADDRESS, MSG_IOV, vector);
        header.set(JAVA_LONG, MSG_IOVLEN, 1);
    }

    /** Returns CMSG_SPACE: the bytes that so many descriptors need. */
    static long controlSpace(int descriptors) {
        return CMSGHDR + ((long) descriptors * Integer.BYTES + 7 & ~7L);
    }

    MemorySegment header() {
        return header;
    }

    void buffer(MemorySegment buffer, long at, long length) {
        vector.set(JAVA_LONG, IOV_BASE, buffer.address() + at);
        vector.set(JAVA_LONG, IOV_LEN, length);
    }

    /** Makes the message carry descriptors. */
    void carry(int[] descriptors, int count) {
        if (count == 0) {
            header.set(JAVA_LONG, MSG_CONTROL, 0);
            header.set(JAVA_LONG, MSG_CONTROLLEN, 0);
            return;
        }
        control.set(JAVA_LONG, CMSG_LEN, CMSGHDR + (long) count * Integer.BYTES);
        control.set(JAVA_INT, CMSG_LEVEL, SocketCalls.SOL_SOCKET);
        control.set(JAVA_INT, CMSG_TYPE, SocketCalls.SCM_RIGHTS);
        for (int i = 0; i < count; i++) {
            control.set(JAVA_INT, CMSGHDR + (long) i * Integer.BYTES, descriptors[i]);
        }
        header.set(ADDRESS, MSG_CONTROL, control);
        header.set(JAVA_LONG, MSG_CONTROLLEN, controlSpace(count));
    }

    /** Makes room for what the next message may carry. */
    void expect() {
        header.set(ADDRESS, MSG_CONTROL, control);
        header.set(JAVA_LONG, MSG_CONTROLLEN, control.byteSize());
        header.set(JAVA_INT, MSG_FLAGS, 0);
    }

    /** Adds what arrived to a list, and that some were lost. */
    void arrived(DescriptorList list) {
        if ((header.get(JAVA_INT, MSG_FLAGS) & SocketCalls.MSG_CTRUNC) != 0) {
            list.addLost();
        }
        long end = Math.min(header.get(JAVA_LONG, MSG_CONTROLLEN), control.byteSize());
        long at = 0;
        while (at + CMSGHDR <= end) {
            long next = Math.min(end, at + control.get(JAVA_LONG, at + CMSG_LEN));
            boolean rights = control.get(JAVA_INT, at + CMSG_LEVEL) == SocketCalls.SOL_SOCKET
                    && control.get(JAVA_INT, at + CMSG_TYPE) == SocketCalls.SCM_RIGHTS;
            for (long data = at + CMSGHDR; rights && data + Integer.BYTES <= next; data += Integer.BYTES) {
                list.add(control.get(JAVA_INT, data));
            }
            at = Math.max(at + CMSGHDR, next + 7 & ~7L);
        }
    }
}
