// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

/** Names the events of poll(2). */
public final class PollEvents {
    /** POLLIN: there is something to read, a connection to accept, or the end of a stream. */
    public static final int READABLE = 0x1;
    /** POLLOUT: writing will not block. */
    public static final int WRITABLE = 0x4;
    /** POLLERR: only ever reported, not asked for. */
    public static final int ERROR = 0x8;
    /** POLLHUP: only ever reported, not asked for. */
    public static final int HANG_UP = 0x10;
    /** POLLNVAL: the descriptor is not open; only ever reported, not asked for. */
    public static final int INVALID = 0x20;

    private PollEvents() {}
}
