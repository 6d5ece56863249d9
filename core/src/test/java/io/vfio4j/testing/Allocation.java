// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what a thread allocates once the compiler is done with its code.
 *
 * <p>Until then code may allocate what the optimising compiler does away with. The compiler works on threads of its own
 * and says to nobody when it is done; on a busy machine that may take seconds. So rounds are repeated until one
 * allocates nothing, with a pause after each in which the compiler has its turn.
 */
public final class Allocation {
    private static final int CALLS = 2_000;
    /** How often code that goes on allocating is tried before that is believed. */
    private static final int ROUNDS = 10_000;

    private static final long PAUSE_NANOS = 1_000_000;

    private Allocation() {}

    /** How many bytes the present thread allocates for a call: the least average of many rounds. */
    public static long leastPerCall(Runnable call) {
        long least = least(Thread.currentThread(), () -> {
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
        });
        return least / CALLS;
    }

    /** How many bytes a thread allocates while the present one runs a round: the least of many rounds. */
    public static long least(Thread thread, Runnable round) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS && least > 0; i++) {
            long before = threads.getThreadAllocatedBytes(thread.threadId());
            round.run();
            least = Math.min(least, threads.getThreadAllocatedBytes(thread.threadId()) - before);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return least;
    }
}
