// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux;

import io.vfio4j.linux.call.EventCalls;
import io.vfio4j.linux.call.Native;
import io.vfio4j.linux.call.PollEntry;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.linux.file.PollEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Waits for several descriptors at once. One thread waits; any thread may {@link #wake} it. Waiting allocates nothing.
 *
 * <p>The descriptors are borrowed: they stay open while they are waited for.
 */
final class Poll implements AutoCloseable {
    private final int capacity;
    private final MemorySegment entries;
    private final EventFd wakeUp = EventFd.create();
    private int count;

    /**
     * Waits for nothing yet.
     *
     * @param capacity how many descriptors at most
     */
    public Poll(int capacity) {
        this.capacity = capacity;
        this.entries = Arena.ofAuto().allocate((capacity + 1) * PollEntry.SIZEOF, Integer.BYTES);
        PollEntry.set(entries, 0, wakeUp.descriptor(), PollEvents.READABLE);
    }

    /**
     * Adds a descriptor.
     *
     * @param events {@link PollEvents#READABLE}, {@link PollEvents#WRITABLE} or both
     * @return its index for {@link #happened}: 0, 1, 2 and so on
     */
    public int add(FileDescriptor descriptor, int events) {
        if (count == capacity) {
            throw new IllegalStateException("no room for more descriptors: capacity=" + capacity);
        }
        // The event that wakes this up stays the last one of those that poll(2) sees.
        PollEntry.set(entries, count, descriptor.number(), events);
        PollEntry.set(entries, count + 1, wakeUp.descriptor(), PollEvents.READABLE);
        return count++;
    }

    /** Forgets all descriptors. */
    public void clear() {
        count = 0;
        PollEntry.set(entries, 0, wakeUp.descriptor(), PollEvents.READABLE);
    }

    /**
     * Waits until something happens to a descriptor, {@link #wake} is called or the time is over.
     *
     * @param milliseconds how long to wait at most: 0 to only look, negative for as long as it takes
     * @return whether something happened to a descriptor
     */
    public boolean await(int milliseconds) {
        int ready = Native.check(EventCalls.poll(entries, count + 1L, milliseconds), "poll", "poll");
        if (PollEntry.happened(entries, count) != 0) {
            wakeUp.await(0);
            ready--;
        }
        return ready > 0;
    }

    /**
     * Returns what happened to a descriptor during the last {@link #await}: a combination of {@link PollEvents}, or 0.
     */
    public int happened(int index) {
        Objects.checkIndex(index, count);
        return PollEntry.happened(entries, index);
    }

    /** Ends the present or else the next {@link #await}. Any thread. */
    public void wake() {
        wakeUp.signal();
    }

    @Override
    public void close() {
        wakeUp.close();
    }
}
