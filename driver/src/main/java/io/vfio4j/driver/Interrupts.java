// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.Poll;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Waits for the vectors of one kind of interrupt, each with an event of its own that counts.
 *
 * <p>Any thread may wait. The others are for the thread that uses the device; closing ends every wait.
 */
public final class Interrupts implements AutoCloseable {
    private static final long MOST_SECONDS = Integer.MAX_VALUE / 1000 - 1;

    private final VfioDevice device;
    private final int index;
    private final List<EventFd> events;
    private final Poll poll;
    private final Object polling = new Object();
    private volatile boolean closed;

    private Interrupts(VfioDevice device, int index, List<EventFd> events, Poll poll) {
        this.device = device;
        this.index = index;
        this.events = events;
        this.poll = poll;
    }

    /** Sets up the first vectors of a kind. */
    static Interrupts open(VfioDevice device, int index, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: count=" + count);
        }
        List<EventFd> events = Stream.generate(EventFd::create).limit(count).toList();
        Poll poll = new Poll(count);
        try {
            events.forEach(poll::add);
            device.setIrqs(IrqSet.trigger(index, 0, events.toArray(EventDescriptor[]::new)));
            return new Interrupts(device, index, events, poll);
        } catch (RuntimeException | Error failure) {
            poll.close();
            events.forEach(EventFd::close);
            throw failure;
        }
    }

    /** Returns how many vectors there are. */
    public int count() {
        return events.size();
    }

    /** Returns a vector's event, for whoever waits in another way; owned by this object. */
    public EventFd event(int vector) {
        return events.get(vector);
    }

    /**
     * Waits for a vector and resets its count. Allocates nothing.
     *
     * @param timeout how long at most, to the millisecond; zero to only look
     * @return how many times it fired since the last time, 0 when the time is over or this was closed meanwhile
     * @throws io.vfio4j.device.VfioException EBADF when this is closed
     */
    public long await(int vector, Duration timeout) {
        long fired = events.get(vector).await(milliseconds(timeout));
        return closed ? 0 : fired;
    }

    /**
     * Waits for any vector. One thread at a time waits in this way, others meanwhile wait for it.
     *
     * @param timeout how long at most, to the millisecond; zero to only look
     * @return the lowest vector that has fired, whose count is reset; -1 when the time is over or this was closed
     */
    public int awaitAny(Duration timeout) {
        synchronized (polling) {
            if (closed || !poll.await(milliseconds(timeout)) || closed) {
                return -1;
            }
            for (int vector = 0; vector < events.size(); vector++) {
                if (poll.happened(vector) && events.get(vector).await(0) != 0) {
                    return vector;
                }
            }
            return -1;
        }
    }

    /** Lets INTx fire again, which masks itself when it does; call it when the device does not assert it any more. */
    public void unmask() {
        device.setIrqs(new IrqSet(index, 0, count(), Action.UNMASK, new Data.None()));
    }

    /** Fires a vector by hand, as if the device had. */
    public void fire(int vector) {
        Objects.checkIndex(vector, count());
        device.setIrqs(new IrqSet(index, vector, 1, Action.TRIGGER, new Data.Bools(Collections.nCopies(1, true))));
    }

    private static int milliseconds(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: timeout=" + timeout);
        }
        return timeout.toSeconds() > MOST_SECONDS ? Integer.MAX_VALUE : (int) timeout.toMillis();
    }

    /**
     * Takes the events from the device and ends every wait. Twice is fine.
     *
     * @throws io.vfio4j.device.VfioException when the device cannot; everything else is done nevertheless
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            device.setIrqs(IrqSet.disable(index));
        } finally {
            events.forEach(EventFd::signal);
            poll.wake();
            synchronized (polling) {
                poll.close();
            }
            events.forEach(EventFd::close);
        }
    }
}
