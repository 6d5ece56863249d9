// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;

/** Makes and awaits events; each call returns a negative errno when it fails. */
public final class EventCalls {
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;
    static final int TIMESPEC = 16;
    static final int NANOSECONDS = 8;

    private static final ThreadLocal<MemorySegment> TIME =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(TIMESPEC, Long.BYTES));

    private EventCalls() {}

    public static int eventfd(int initial, int flags) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Eventfd.HANDLE.invokeExact(state, initial, flags), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * Makes the call ppoll(2), repeated after EINTR for what is left of the time, which the kernel leaves in the
     * structure.
     *
     * <pre>
     *  struct timespec (16 bytes)          offset  size
     *    long tv_sec                            0     8
     *    long tv_nsec                           8     8
     * </pre>
     *
     * @param milliseconds how long to wait at most; negative for as long as it takes
     */
    public static int poll(MemorySegment entries, long count, int milliseconds) {
        MemorySegment time = TIME.get();
        long limit = milliseconds < 0 ? 0 : time.address();
        time.set(JAVA_LONG, 0, milliseconds / 1000);
        time.set(JAVA_LONG, NANOSECONDS, milliseconds % 1000 * 1_000_000L);
        try {
            long result;
            do {
                result = SystemCall.call(SystemCall.PPOLL, entries.address(), count, limit, 0, 0);
            } while (result == -Native.EINTR);
            return (int) result;
        } finally {
            Reference.reachabilityFence(entries);
            Reference.reachabilityFence(time);
        }
    }

    private static final class Eventfd {
        static final MethodHandle HANDLE = Native.link("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }
}
