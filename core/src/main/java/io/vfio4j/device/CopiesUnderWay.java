// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts copies, so that whoever takes memory away can wait for those that may still use it. Counting takes no lock.
 *
 * <p>Copies are counted in one of two counters; a wait directs new ones to the other counter, so that it ends however
 * many follow. It does so twice: a thread may have chosen its counter long before it counts (the kernel's
 * synchronize_srcu() has the same two turns).
 */
final class CopiesUnderWay {
    private static final int SPINS = 100;
    private static final long PAUSE_NANOS = 50_000;

    private final AtomicInteger[] counts = {new AtomicInteger(), new AtomicInteger()};
    private volatile int current;

    /** Counts a copy, before it looks up its memory; returns what {@link #end} takes. */
    int begin() {
        int counter = current;
        counts[counter].incrementAndGet();
        return counter;
    }

    /** The copy does not use its memory any more. */
    void end(int counter) {
        counts[counter].decrementAndGet();
    }

    /** Waits for every copy that began before now. One thread at a time. */
    void awaitThoseUnderWay() {
        turn();
        turn();
    }

    private void turn() {
        int before = current;
        current = 1 - before;
        for (int waits = 0; counts[before].get() != 0; waits++) {
            if (waits < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }
}
