// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.targets;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Failure;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.kernel.SysfsDevice;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.vfiouser.client.VfioUserClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A target that has been opened. Closing it closes the device.
 *
 * @param device what the target names
 * @param hardware whether its registers are the hardware's own, so that what vfio-pci would hide is among them
 */
public record OpenTarget(VfioDevice device, boolean hardware) implements AutoCloseable {

    /**
     * Opens a target; the caller closes it.
     *
     * @param kernel how a function of this machine is opened
     * @throws Failure when it cannot be opened
     * @throws io.vfio4j.device.VfioException when the kernel refuses or a server cannot be reached
     */
    public static OpenTarget open(Target target, KernelOptions kernel, Console console) {
        return switch (target) {
            case Target.VfioUser(var socket) -> {
                requireSocket(socket);
                yield new OpenTarget(VfioUserClient.connect(socket), false);
            }
            case Target.Pci(var address) -> openPci(target, address, kernel, console);
            case Target.Dump(var reference) -> {
                PciFunction function =
                        PciFunction.builder(DumpFile.load(reference, console)).build();
                yield new OpenTarget(
                        EmulatedDevice.open(target.toString(), function, EmulatedDeviceOptions.HARDWARE), true);
            }
        };
    }

    @Override
    public void close() {
        device.close();
    }

    /** A function that belongs to another driver is shown as far as sysfs shows it. */
    private static OpenTarget openPci(Target target, PciAddress address, KernelOptions kernel, Console console) {
        Optional<SysfsFunction> function = SysfsFunction.find(SystemTree.of(SystemTree.THIS_MACHINE), address);
        if (function.isEmpty()) {
            throw new Failure(target + ": this machine has no such function; 'vfio ls' shows which it has");
        }
        if (VfioDrivers.bound(function.get())) {
            return new OpenTarget(KernelDevice.open(address, kernel), false);
        }
        console.note("%s: %s, so this is what sysfs shows; 'vfio bind %s' gives it to VFIO"
                .formatted(
                        target,
                        function.get()
                                .driver()
                                .map(driver -> "bound to " + driver)
                                .orElse("bound to no driver"),
                        address));
        return new OpenTarget(SysfsDevice.open(address), true);
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
