package io.vfio4j.cli;

import io.vfio4j.device.VfioDevice;

/** Opens what a target names. */
final class Devices {
    private Devices() {}

    /**
     * Opens a device; the caller closes it.
     *
     * @throws Failure when it cannot be opened
     */
    static VfioDevice open(Target target, Console console) {
        if (target instanceof Target.Pci) {
            throw new Failure(
                    target + ": this build cannot open functions of this machine; it opens vfio-user: and dump:");
        }
        throw new Failure(target + ": not yet");
    }
}
