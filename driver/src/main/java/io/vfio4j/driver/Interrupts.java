// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the vectors of one kind of interrupt, each with an event of its own that counts.
 *
 * <p>Any thread may wait. The others are for the thread that uses the device; closing ends every wait.
 */
public final class Interrupts implements AutoCloseable {
    private static final long MOST_SECONDS = Integer.MAX_VALUE / 1000 - 1;
    private static final long PER_MILLISECOND = 1_000_000;

    private final VfioDevice device;
    private final int index;
    private final List<EventFd> events;
    private final Poll poll;
    private final Object polling = new Object();
    /** Counts who needs the events to be open: this object until it is closed, and each thread in {@link #await}. */
    private final AtomicInteger users = new AtomicInteger(1);

    private volatile boolean closed;

    private Interrupts(VfioDevice device, int index, List<EventFd> events, Poll poll) {
        this.device = device;
        this.index = index;
        this.events = events;
        this.poll = poll;
    }

    /**
     * Sets up the first vectors of a kind.
     *
     * @throws VfioException EINVAL when the device has fewer, EMFILE when there are too many descriptors
     */
    static Interrupts open(VfioDevice device, int index, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: count=" + count);
        }
        int most = device.irqInfo(index).count();
        if (count > most) {
            throw refused(device, "the device has %d of these vectors, not %d".formatted(most, count));
        }
        List<EventFd> events = new ArrayList<>();
        @Nullable Poll poll = null;
        try {
            for (int vector = 0; vector < count; vector++) {
                events.add(EventFd.create());
            }
            poll = new Poll(count);
            events.forEach(poll::add);
            device.setIrqs(IrqSet.trigger(index, 0, events.toArray(EventDescriptor[]::new)));
            return new Interrupts(device, index, List.copyOf(events), poll);
        } catch (RuntimeException | Error failure) {
            if (poll != null) {
                poll.close();
            }
            events.forEach(EventFd::close);
            throw failure;
        }
    }

    /** Makes the exception for interrupts that cannot be set up. */
    static VfioException refused(VfioDevice device, String detail) {
        return new VfioException(device.name(), "VFIO_DEVICE_SET_IRQS", Errno.EINVAL, detail);
    }

    /** Returns the kind of interrupt. */
    int index() {
        return index;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns how many vectors there are. */
    public int count() {
        return events.size();
    }

    /**
     * Returns a vector's event, for whoever waits in another way; owned by this object. Who resets its count takes it
     * from the threads that wait here.
     */
    public EventFd event(int vector) {
        return events.get(vector);
    }

    /**
     * Waits for a vector and resets its count. Allocates nothing. Several threads may wait for one vector; one of them
     * gets the count, the others wait on.
     *
     * @param timeout how long at most, to the millisecond; zero to only look
     * @return how many times it fired since the last time, 0 when the time is over or this was closed meanwhile
     * @throws VfioException EBADF when this is closed already
     */
    public long await(int vector, Duration timeout) {
        EventFd event = events.get(vector);
        long deadline = deadline(timeout);
        enter();
        try {
            int left;
            do {
                left = left(deadline);
                long fired = event.await(left);
                if (closed) {
                    // Another thread may wait for the same event, whose signal to end was read here.
                    signal(event);
                    return 0;
                }
                if (fired != 0) {
                    return fired;
                }
            } while (left > 0);
            return 0;
        } finally {
            leave();
        }
    }

    /**
     * Waits for any vector. One thread at a time waits in this way, others meanwhile wait for it. Allocates nothing.
     *
     * @param timeout how long at most, to the millisecond; zero to only look
     * @return the lowest vector that has fired, whose count is reset; -1 when the time is over or this was closed
     */
    public int awaitAny(Duration timeout) {
        long deadline = deadline(timeout);
        synchronized (polling) {
            int left;
            do {
                left = left(deadline);
                int vector = !closed && poll.await(left) && !closed ? take() : -1;
                if (vector >= 0) {
                    return vector;
                }
            } while (left > 0 && !closed);
            return -1;
        }
    }

    /** Resets the lowest vector that has fired; -1 when other threads have reset them all, or this is closed. */
    private int take() {
        for (int vector = 0; vector < events.size(); vector++) {
            if (poll.happened(vector) && events.get(vector).await(0) != 0) {
                if (closed) {
                    // This may have been the signal that ends a wait for this vector.
                    signal(events.get(vector));
                    return -1;
                }
                return vector;
            }
        }
        return -1;
    }

    private void enter() {
        if (closed || users.getAndUpdate(before -> before == 0 ? 0 : before + 1) == 0) {
            throw new VfioException(device.name(), "await", Errno.EBADF, "the interrupts are closed");
        }
    }

    /** Closes the events with the last one that needs them, who can thus always wake the next. */
    private void leave() {
        if (users.decrementAndGet() == 0) {
            events.forEach(EventFd::close);
        }
    }

    /** Ends a wait for an event, unless somebody has closed the event. */
    private static void signal(EventFd event) {
        try {
            event.signal();
        } catch (VfioException ignored) {
            // Nobody can begin to wait for it, and what else there is to close has to be closed.
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

    private static long deadline(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: timeout=" + timeout);
        }
        long milliseconds = timeout.toSeconds() > MOST_SECONDS ? Integer.MAX_VALUE : timeout.toMillis();
        return System.nanoTime() + milliseconds * PER_MILLISECOND;
    }

    /** Returns the milliseconds until a deadline, rounded up; 0 when it is over. */
    private static int left(long deadline) {
        return (int) Math.max(0, (deadline - System.nanoTime() + PER_MILLISECOND - 1) / PER_MILLISECOND);
    }

    /**
     * Takes the events from the device and ends every wait. Twice is fine.
     *
     * @throws VfioException when the device cannot; everything else is done nevertheless
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
            events.forEach(Interrupts::signal);
            try {
                poll.wake();
            } finally {
                synchronized (polling) {
                    poll.close();
                }
                leave();
            }
        }
    }
}
