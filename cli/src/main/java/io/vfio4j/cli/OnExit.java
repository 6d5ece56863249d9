package io.vfio4j.cli;

/**
 * Something to clean up however the process ends: by returning from {@code main}, or by SIGINT or SIGTERM. Cleans up
 * once, and keeps the process until that is done.
 */
final class OnExit implements AutoCloseable {
    private final Runnable cleaning;
    private final Thread hook;
    private boolean cleaned;

    /**
     * From now on, cleans up at the end of the process.
     *
     * @param afterSignal what to do when a signal ended the process and everything is clean
     */
    OnExit(Runnable cleaning, Runnable afterSignal) {
        this.cleaning = cleaning;
        this.hook = new Thread(
                () -> {
                    clean();
                    afterSignal.run();
                },
                "clean-up");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Cleans up now. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending, and the hook is running.
        }
        clean();
    }

    private synchronized void clean() {
        if (!cleaned) {
            cleaned = true;
            cleaning.run();
        }
    }
}
