// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;

/**
 * Touches memory which another process may take away; nothing else does.
 *
 * <p>When a peer truncates the file behind a mapping, an access raises SIGBUS, which the JVM turns into an {@link
 * InternalError}. Compiled code throws it at the thread's next safepoint poll rather than at the access: after the
 * handler here was left, as measured with JDK 25. So each copy is followed by a call that polls for certain.
 */
final class PeerMemory {
    private PeerMemory() {}

    /** Copies out of {@code memory}; EFAULT when it is not there. Allocates nothing. */
    static void read(String name, MemorySegment memory, long offset, MemorySegment target, long at, long length) {
        check(name, "read", memory, offset, length);
        try {
            MemorySegment.copy(memory, offset, target, at, length);
            poll(memory);
        } catch (InternalError truncated) {
            throw truncated(name, "read", truncated);
        } catch (IllegalStateException closed) {
            throw closed(name, "read", memory, closed);
        }
    }

    /** Copies to {@code memory}; EFAULT when it is not there. Allocates nothing. */
    static void write(String name, MemorySegment memory, long offset, MemorySegment source, long at, long length) {
        check(name, "write", memory, offset, length);
        if (memory.isReadOnly()) {
            throw new VfioException(name, "write", Errno.EFAULT, "mapped for reading only");
        }
        try {
            MemorySegment.copy(source, at, memory, offset, length);
            poll(memory);
        } catch (InternalError truncated) {
            throw truncated(name, "write", truncated);
        } catch (IllegalStateException closed) {
            throw closed(name, "write", memory, closed);
        }
    }

    /**
     * Calls a native method of the JDK that has no effect here; the JVM polls, and throws what is pending, as it
     * returns.
     */
    private static void poll(MemorySegment memory) {
        Thread.holdsLock(memory);
    }

    private static void check(String name, String operation, MemorySegment memory, long offset, long length) {
        if (offset < 0 || length < 0 || offset > memory.byteSize() - length) {
            throw new VfioException(
                    name,
                    operation,
                    Errno.EFAULT,
                    "outside of the memory: offset=0x%x length=0x%x size=0x%x"
                            .formatted(offset, length, memory.byteSize()));
        }
    }

    private static VfioException truncated(String name, String operation, InternalError cause) {
        return new VfioException(name, operation, Errno.EFAULT, "the file was truncated under its mapping", cause);
    }

    private static RuntimeException closed(
            String name, String operation, MemorySegment memory, IllegalStateException cause) {
        return memory.scope().isAlive()
                ? cause
                : new VfioException(name, operation, Errno.EFAULT, "the memory is not mapped any more", cause);
    }
}
