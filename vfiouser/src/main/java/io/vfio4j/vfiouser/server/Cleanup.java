// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.vfiouser.stream.Log;
import java.lang.System.Logger.Level;

/** Cleans up after a client that is gone: each step, whether or not the one before it failed. */
final class Cleanup {
    private Cleanup() {}

    /** Runs a step; logs a failure, because the client is gone. */
    static void attempt(VfioDevice device, String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            Log.log(
                    Level.WARNING,
                    () -> "%s: %s failed after its client had gone".formatted(device.name(), what),
                    failure);
        }
    }
}
