// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import org.jspecify.annotations.Nullable;

/** Closes what consists of several parts: all of them, whatever goes wrong with one. */
public final class CloseSteps {
    private CloseSteps() {}

    /** Takes all steps in this order, and throws the first failure afterwards, with the others suppressed in it. */
    public static void runAll(Runnable... steps) {
        Throwable first = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException | Error failure) {
                first = joined(first, failure);
            }
        }
        if (first instanceof RuntimeException failure) {
            throw failure;
        }
        if (first instanceof Error failure) {
            throw failure;
        }
    }

    private static Throwable joined(@Nullable Throwable first, Throwable failure) {
        if (first == null) {
            return failure;
        }
        first.addSuppressed(failure);
        return first;
    }
}
