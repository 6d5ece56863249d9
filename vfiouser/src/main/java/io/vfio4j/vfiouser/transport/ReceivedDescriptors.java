// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

import io.vfio4j.linux.file.FileDescriptor;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Collects the descriptors that arrive with bytes. Used by one thread, and used again for each receive; closing it
 * closes what was not taken.
 */
public final class ReceivedDescriptors implements AutoCloseable {
    private final Deque<Integer> numbers = new ArrayDeque<>();
    private boolean incomplete;

    /** Makes an empty collection. */
    public ReceivedDescriptors() {}

    /** Takes over a descriptor that has arrived, after those that were added before. */
    public void add(int number) {
        numbers.addLast(number);
    }

    /** Remembers that descriptors were dropped on the way, because this process or the kernel would not take them. */
    public void addLost() {
        incomplete = true;
    }

    /** Returns how many descriptors nobody has taken. */
    public int count() {
        return numbers.size();
    }

    /** Tells whether descriptors were lost since this was last closed. */
    public boolean incomplete() {
        return incomplete;
    }

    /**
     * Hands the next descriptor over to the caller, who closes it.
     *
     * @throws java.util.NoSuchElementException when there is none
     */
    public int take() {
        return numbers.removeFirst();
    }

    /** Closes what was not taken. The object can be used again. */
    @Override
    public void close() {
        while (!numbers.isEmpty()) {
            FileDescriptor.own(numbers.removeFirst(), "received descriptor").close();
        }
        incomplete = false;
    }
}
