// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.call.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Says what kind of file a descriptor is of and how large it is.
 *
 * <pre>
 *  struct statx (256 bytes)            offset  size
 *    u32 stx_mask                           0     4
 *    ...
 *    u16 stx_mode                          28     2   file type and permissions
 *    ...
 *    u64 stx_size                          40     8   bytes
 * </pre>
 *
 * @param mode type and permissions, as in {@code st_mode}
 * @param size bytes; 0 for what has none, such as a device
 */
public record FileStatus(int mode, long size) {
    static final long SIZEOF = 256;
    static final long MODE = 28;
    static final long SIZE = 40;

    static FileStatus of(int descriptor, String target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(SIZEOF, Long.BYTES);
            int mask = FileCalls.STATX_TYPE | FileCalls.STATX_SIZE;
            Native.check(
                    FileCalls.statx(descriptor, arena.allocateFrom(""), FileCalls.AT_EMPTY_PATH, mask, status),
                    target,
                    "statx");
            return new FileStatus(Short.toUnsignedInt(status.get(JAVA_SHORT, MODE)), status.get(JAVA_LONG, SIZE));
        }
    }

    boolean regular() {
        return (mode & FileCalls.S_IFMT) == FileCalls.S_IFREG;
    }
}
