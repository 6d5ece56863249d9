// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes resources however the process ends: by returning from {@code main}, or by SIGINT or SIGTERM. Each once,
 * the last first; keeps the process until that is done. Any thread.
 */
public final class OnExit implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final Thread hook;
    private boolean closed;

    /**
     * Makes one that closes, at the end of the process, what is added from now on.
     *
     * @param afterSignal is run when a signal ended the process and everything is closed
     */
    public OnExit(Runnable afterSignal) {
        this.hook = new Thread(
                () -> {
                    closeAll();
                    afterSignal.run();
                },
                "on-exit");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Adds a resource.
     *
     * @throws Failure when the process is ending; the resource is closed then
     */
    public <T extends AutoCloseable> T add(T resource) {
        synchronized (this) {
            if (!closed) {
                resources.push(resource);
                return resource;
            }
        }
        closeQuietly(resource);
        throw new Failure("interrupted");
    }

    /** Closes now. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending, and the hook is running.
        }
        closeAll();
    }

    private synchronized void closeAll() {
        closed = true;
        while (!resources.isEmpty()) {
            closeQuietly(resources.pop());
        }
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception _) {
            // The others are to be closed all the same.
        }
    }
}
