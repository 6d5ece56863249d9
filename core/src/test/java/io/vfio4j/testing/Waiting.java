package io.vfio4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Waits for conditions that have no event of their own. */
public final class Waiting {
    private Waiting() {}

    /** Waits until a thread that was just started is inside a native call, as its frames tell. */
    public static void untilInNativeCode(Thread thread) {
        while (true) {
            StackTraceElement[] frames = thread.getStackTrace();
            boolean called = frames.length > 0
                    && java.util.Arrays.stream(frames)
                            .anyMatch(frame -> frame.getClassName().endsWith("Calls"));
            if (called && sleepsInKernel(thread)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** Some thread of this process waits in a system call for a message, a connection or an event. */
    private static boolean sleepsInKernel(Thread thread) {
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                String name = Files.readString(task.resolve("comm")).strip();
                if (thread.getName().startsWith(name)) {
                    return Files.readString(task.resolve("stat")).contains(") S ");
                }
            }
        } catch (IOException e) {
            return false;
        }
        return false;
    }
}
