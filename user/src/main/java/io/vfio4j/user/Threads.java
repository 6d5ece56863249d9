package io.vfio4j.user;

/** Waits for threads that were told to end. */
final class Threads {
    private Threads() {}

    /** Waits without being interrupted; a thread does not wait for itself. */
    static void join(Thread thread) {
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
