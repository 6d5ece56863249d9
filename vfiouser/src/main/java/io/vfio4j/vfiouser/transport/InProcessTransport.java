// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.transport;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Joins a client and a server within one process, without a socket: bytes go through a buffer, descriptors are
 * duplicated. For tests, and for whoever wants the protocol's boundary between two parts of a program; a client that
 * needs none uses the device itself.
 */
public final class InProcessTransport implements Transport {
    private static final String NAME = "in-process transport";

    private final Shared shared;
    private final InProcessPipe incoming;
    private final InProcessPipe outgoing;
    private volatile int timeout;
    private boolean closed;

    /** Holds what both ends have in common. */
    private static final class Shared {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        /** Counts what happened, so that whoever waits sees it even when an interrupt wakes it, not the condition. */
        private long changes;

        private boolean ended;

        /** Wakes whoever waits. */
        private void change() {
            changes++;
            changed.signalAll();
        }
    }

    private InProcessTransport(Shared shared, InProcessPipe incoming, InProcessPipe outgoing) {
        this.shared = shared;
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /**
     * Holds two ends of one connection.
     *
     * @param first one end
     * @param second the other end
     */
    public record Pair(Transport first, Transport second) implements AutoCloseable {
        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    /** Makes two ends that are connected to each other. */
    public static Pair pair() {
        Shared shared = new Shared();
        InProcessPipe there = new InProcessPipe();
        InProcessPipe back = new InProcessPipe();
        return new Pair(new InProcessTransport(shared, there, back), new InProcessTransport(shared, back, there));
    }

    @Override
    public void timeout(int milliseconds) {
        if (milliseconds < 0) {
            throw new IllegalArgumentException("milliseconds must not be negative: milliseconds=" + milliseconds);
        }
        timeout = milliseconds;
    }

    @Override
    public void send(MemorySegment source, long at, long length, int[] descriptors, int count) {
        checkSend(source, at, length, descriptors, count);
        shared.lock.lock();
        try {
            long deadline = deadline(timeout == 0 ? -1 : timeout);
            for (long sent = 0; sent < length; ) {
                requireConnected();
                if (outgoing.room() > 0) {
                    sent += write(source, at + sent, length - sent, descriptors, sent == 0 ? count : 0);
                } else if (!waitForChange(deadline)) {
                    throw timedOut("send");
                }
            }
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public int trySend(MemorySegment source, long at, int length, int[] descriptors, int count) {
        checkSend(source, at, length, descriptors, count);
        shared.lock.lock();
        try {
            requireConnected();
            return outgoing.room() == 0 ? 0 : write(source, at, length, descriptors, count);
        } finally {
            shared.lock.unlock();
        }
    }

    private static void checkSend(MemorySegment source, long at, long length, int[] descriptors, int count) {
        Objects.checkFromIndexSize(at, length, source.byteSize());
        Objects.checkFromIndexSize(0, count, Math.min(descriptors.length, MAX_DESCRIPTORS));
        if (length == 0) {
            throw new IllegalArgumentException("length must not be 0");
        }
    }

    private int write(MemorySegment source, long at, long length, int[] descriptors, int count) {
        if (count > 0) {
            outgoing.attach(descriptors, count, length);
        }
        int written = outgoing.write(source, at, length);
        shared.change();
        return written;
    }

    @Override
    public int receive(MemorySegment target, long at, int length, ReceivedDescriptors received) {
        Objects.checkFromIndexSize(at, length, target.byteSize());
        if (length == 0) {
            throw new IllegalArgumentException("length must not be 0");
        }
        shared.lock.lock();
        try {
            long deadline = deadline(timeout == 0 ? -1 : timeout);
            requireOpen("receive");
            while (incoming.empty()) {
                if (shared.ended) {
                    return 0;
                }
                if (!waitForChange(deadline)) {
                    throw timedOut("receive");
                }
            }
            int count = incoming.read(target, at, length, received);
            shared.change();
            return count;
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public int await(int events, int milliseconds) {
        shared.lock.lock();
        try {
            long deadline = deadline(milliseconds);
            while (true) {
                requireOpen("poll");
                int happened = shared.ended ? HANG_UP | READABLE | WRITABLE : 0;
                happened |= incoming.empty() ? 0 : READABLE;
                happened |= outgoing.room() == 0 ? 0 : WRITABLE;
                if ((happened & (events | HANG_UP)) != 0) {
                    return happened & (events | HANG_UP);
                }
                if (milliseconds == 0 || !waitForChange(deadline)) {
                    return 0;
                }
            }
        } finally {
            shared.lock.unlock();
        }
    }

    /** Returns the moment when the time is over, in the terms of {@link System#nanoTime}; 0 for never. */
    private static long deadline(int milliseconds) {
        return milliseconds < 0 ? 0 : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds) | 1;
    }

    /** Waits with the lock until something has changed; false when the time is over. An interrupt is kept for later. */
    private boolean waitForChange(long deadline) {
        boolean interrupted = false;
        try {
            long seen = shared.changes;
            while (shared.changes == seen) {
                long left = deadline == 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    // An interrupt can take the place of a signal, so that only the count tells.
                    long _ = shared.changed.awaitNanos(left);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireOpen(String operation) {
        if (closed) {
            throw new VfioException(NAME, operation, Errno.EBADF, "closed");
        }
    }

    private void requireConnected() {
        requireOpen("send");
        if (shared.ended) {
            throw new VfioException(NAME, "send", Errno.EPIPE, "the connection has ended");
        }
    }

    private static VfioException timedOut(String operation) {
        return new VfioException(NAME, operation, Errno.ETIMEDOUT, "the peer did not answer in time");
    }

    @Override
    public void shutdown() {
        shared.lock.lock();
        try {
            shared.ended = true;
            shared.change();
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public void close() {
        shared.lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            shared.ended = true;
            incoming.drop();
            shared.change();
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public String toString() {
        return NAME;
    }
}
