// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.call.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Knows how many files this process may have open, and how many of them peers may fill with descriptors that they send.
 *
 * <p>A JVM that can open nothing more breaks in places that have nothing to do with its peer: classes cannot be loaded,
 * and one whose initialiser needs a file stays unusable for good. So peers are stopped before that.
 *
 * <pre>
 *  struct rlimit (16 bytes)            offset  size
 *    u64 rlim_cur                           0     8   RLIM_INFINITY is all ones
 *    u64 rlim_max                           8     8
 * </pre>
 */
public final class OpenFiles {
    static final int SIZEOF = 16;
    static final long CURRENT = 0;

    private static final long RESERVED = 64;
    private static final long RESERVED_SHARE = 8;

    private OpenFiles() {}

    /**
     * Returns the lowest number that a received descriptor may not have. The kernel gives the lowest that is free
     * (alloc_fd(), fs/file.c), so one with this number tells that all those below are taken.
     */
    public static int ceilingForPeers() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(SIZEOF, Long.BYTES);
            Native.check(FileCalls.getrlimit(FileCalls.RLIMIT_NOFILE, limits), "open files", "getrlimit");
            return ceilingForPeers(limits.get(JAVA_LONG, CURRENT));
        }
    }

    /** Returns the same for a limit: an eighth of it is kept, at most 64. */
    public static int ceilingForPeers(long limit) {
        long open = limit < 0 ? Integer.MAX_VALUE : Math.min(limit, Integer.MAX_VALUE);
        return (int) (open - Math.min(RESERVED, open / RESERVED_SHARE));
    }
}
