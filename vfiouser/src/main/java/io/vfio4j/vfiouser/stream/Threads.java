// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.stream;

/** Waits for threads that were told to end. */
public final class Threads {
    private Threads() {}

    /** Waits without being interrupted; a thread does not wait for itself. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (!thread.equals(Thread.currentThread()) && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
