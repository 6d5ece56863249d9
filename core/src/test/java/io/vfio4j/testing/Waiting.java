// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Waits for conditions that have no event of their own. */
public final class Waiting {
    private Waiting() {}

    /**
     * Waits until a thread waits in a system call of the linux module, as its frames and the kernel tell.
     *
     * @param thread a platform thread with a name of its own, at most 15 characters
     */
    public static void untilInNativeCode(Thread thread) {
        while (!callsLinux(thread) || !sleeps(thread)) {
            Thread.onSpinWait();
        }
    }

    private static boolean callsLinux(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith("io.vfio4j.linux.")
                        && frame.getClassName().endsWith("Calls"));
    }

    private static boolean sleeps(Thread thread) {
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("comm")).strip().equals(thread.getName())) {
                    return Files.readString(task.resolve("stat")).contains(") S ");
                }
            }
        } catch (IOException endedMeanwhile) {
            return false;
        }
        return false;
    }
}
