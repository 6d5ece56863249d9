package io.vfio4j.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls that make and await events; each returns a negative errno when it fails. */
final class EventCalls {
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    private EventCalls() {}

    static int eventfd(int initial, int flags) {
        MemorySegment state = Native.state();
        try {
            return Native.result((int) Eventfd.HANDLE.invokeExact(state, initial, flags), state);
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    /**
     * poll(2), repeated after EINTR for what is left of the time.
     *
     * @param milliseconds how long to wait at most; negative for as long as it takes
     */
    static int poll(MemorySegment entries, long count, int milliseconds) {
        MemorySegment state = Native.state();
        long start = System.nanoTime();
        int left = milliseconds;
        try {
            int result;
            do {
                result = Native.result((int) Poll.HANDLE.invokeExact(state, entries, count, left), state);
                if (result == -Native.EINTR && milliseconds > 0) {
                    left = (int) Math.max(0, milliseconds - (System.nanoTime() - start) / 1_000_000);
                }
            } while (result == -Native.EINTR);
            return result;
        } catch (Throwable thrown) {
            throw Native.unexpected(thrown);
        }
    }

    private static final class Eventfd {
        static final MethodHandle HANDLE = Native.link("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Poll {
        static final MethodHandle HANDLE =
                Native.link("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    }
}
