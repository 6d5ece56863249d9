package io.vfio4j.cli;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.PciFunction;
import io.vfio4j.user.VfioUserClient;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens what a target names. */
final class Devices {
    private Devices() {}

    /**
     * Opens a device; the caller closes it.
     *
     * @throws Failure when it cannot be opened
     * @throws io.vfio4j.device.VfioException when a server cannot be reached
     */
    static VfioDevice open(Target target, Console console) {
        return switch (target) {
            case Target.VfioUser(var socket) -> {
                requireSocket(socket);
                yield VfioUserClient.connect(socket);
            }
            case Target.Pci _ ->
                throw new Failure(target + ": functions of this machine cannot be opened yet; use vfio-user: or dump:");
            case Target.Dump(var reference) -> {
                PciFunction function =
                        PciFunction.builder(DumpFile.load(reference, console)).build();
                yield new EmulatedDevice(target.toString(), function, EmulatedDeviceOptions.HARDWARE);
            }
        };
    }

    /** connect(2) says of a file or a folder that nobody listens there, which sends people the wrong way. */
    private static void requireSocket(Path path) {
        if (Files.isDirectory(path)) {
            throw new Failure("vfio-user:%s: is a folder, not a socket".formatted(path));
        }
        if (Files.isRegularFile(path)) {
            throw new Failure("vfio-user:%s: is a file, not a socket; is it a dump:?".formatted(path));
        }
    }
}
