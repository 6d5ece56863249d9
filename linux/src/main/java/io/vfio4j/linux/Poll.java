// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.linux.call.EventCalls;
import io.vfio4j.linux.call.Native;
import io.vfio4j.linux.call.PollEntry;
import io.vfio4j.linux.file.PollEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Waits for several events at once. One thread waits; any thread may {@link #wake} it. Waiting allocates nothing.
 *
 * <p>The events stay their owner's. One that is closed meanwhile stays open in the kernel until this is closed.
 */
public final class Poll implements AutoCloseable {
    private final int capacity;
    private final MemorySegment entries;
    private final EventFd wakeUp = EventFd.create();
    private final List<EventDescriptor.Hold> held = new ArrayList<>();

    /**
     * Waits for nothing yet.
     *
     * @param capacity how many events at most
     */
    public Poll(int capacity) {
        this.capacity = capacity;
        this.entries = Arena.ofAuto().allocate((capacity + 1) * PollEntry.SIZEOF, Integer.BYTES);
        PollEntry.set(entries, 0, wakeUp.descriptor(), PollEvents.READABLE);
    }

    /**
     * Adds an event. Not while a thread waits.
     *
     * @return its index for {@link #happened}: 0, 1, 2 and so on
     * @throws io.vfio4j.device.VfioException EBADF when the event is closed
     * @throws IllegalStateException beyond the capacity
     */
    public int add(EventFd event) {
        int index = held.size();
        if (index == capacity) {
            throw new IllegalStateException("no room for more events: capacity=" + capacity);
        }
        EventDescriptor.Hold hold = event.hold("poll");
        held.add(hold);
        // The event that wakes this up stays the last one of those that poll(2) sees.
        PollEntry.set(entries, index, hold.number(), PollEvents.READABLE);
        PollEntry.set(entries, index + 1, wakeUp.descriptor(), PollEvents.READABLE);
        return index;
    }

    /**
     * Waits until an event is signalled, {@link #wake} is called or the time is over. Does not reset the events.
     *
     * @param milliseconds how long to wait at most: 0 to only look, negative for as long as it takes
     * @return whether an event is signalled
     */
    public boolean await(int milliseconds) {
        int ready = Native.check(EventCalls.poll(entries, held.size() + 1L, milliseconds), "poll", "poll");
        if (PollEntry.happened(entries, held.size()) != 0) {
            wakeUp.await(0);
            ready--;
        }
        return ready > 0;
    }

    /** Returns whether an event was signalled at the last {@link #await}. */
    public boolean happened(int index) {
        Objects.checkIndex(index, held.size());
        return PollEntry.happened(entries, index) != 0;
    }

    /** Ends the present or else the next {@link #await}. Any thread. */
    public void wake() {
        wakeUp.signal();
    }

    /** Lets the events go. Not while a thread waits; twice is fine. */
    @Override
    public void close() {
        wakeUp.close();
        held.forEach(EventDescriptor.Hold::close);
    }
}
