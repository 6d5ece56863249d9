// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.call;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Lays out an entry of what poll(2) waits for.
 *
 * <pre>
 *  struct pollfd (8 bytes)             offset  size
 *    int   fd                               0     4
 *    short events                           4     2   wanted
 *    short revents                          6     2   what happened
 * </pre>
 */
public final class PollEntry {
    public static final long SIZEOF = 8;
    static final long FD = 0;
    static final long EVENTS = 4;
    static final long REVENTS = 6;

    private static final ThreadLocal<MemorySegment> SINGLE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(SIZEOF, Integer.BYTES));

    private PollEntry() {}

    public static void set(MemorySegment entries, int index, int descriptor, int events) {
        entries.set(JAVA_INT, index * SIZEOF + FD, descriptor);
        entries.set(JAVA_SHORT, index * SIZEOF + EVENTS, (short) events);
        entries.set(JAVA_SHORT, index * SIZEOF + REVENTS, (short) 0);
    }

    public static int happened(MemorySegment entries, int index) {
        return entries.get(JAVA_SHORT, index * SIZEOF + REVENTS);
    }

    /** Waits for one descriptor; errors and hang-ups count as ready, and show at what is done next. */
    public static boolean ready(int descriptor, int events, int milliseconds) {
        return await(descriptor, events, milliseconds) != 0;
    }

    /** Waits for one descriptor; what happened, 0 when the time is over. */
    public static int await(int descriptor, int events, int milliseconds) {
        MemorySegment entry = SINGLE.get();
        set(entry, 0, descriptor, events);
        Native.check(EventCalls.poll(entry, 1, milliseconds), "descriptor", "poll");
        return happened(entry, 0);
    }
}
