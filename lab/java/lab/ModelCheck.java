// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.IovaRange;
import io.vfio4j.driver.PciDriver;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.kernel.KernelOptions.Way;
import io.vfio4j.pci.PciAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Device models that are served to QEMU, driven through the kernel's VFIO with the project's driver module.
 *
 * <pre>java lab.ModelCheck WAY FUNCTIONS</pre>
 *
 * <p>WAY is cdev or group. FUNCTIONS has lines NAME ADDRESS of functions that are bound.
 */
final class ModelCheck {
    private ModelCheck() {}

    public static void main(String[] arguments) throws Exception {
        Way way = Way.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        KernelOptions options = KernelOptions.DEFAULT.withWay(way);
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            String[] words = line.split(" ", -1);
            Checks checks = new Checks(words[0]);
            // Twice: a driver that has left leaves a device that the next one can use.
            for (String who : List.of("the first driver", "the next one")) {
                try (KernelDevice device = KernelDevice.open(PciAddress.parse(words[1]), options)) {
                    try (PciDriver driver = PciDriver.open(device, device.iovaRanges())) {
                        drive(words[0], checks, driver, device.iovaRanges());
                    }
                    checks.equal("mappings that the driver has left", List.of(), device.unmapAllDma());
                }
                checks.report("%s, %s, as %s drives it".formatted(arguments[0], words[1], who));
            }
        }
    }

    private static void drive(String name, Checks checks, PciDriver driver, List<IovaRange> ranges) {
        switch (name) {
            case "adder" -> AdderChecks.run(checks, driver, ranges);
            case "copier" -> CopierChecks.run(checks, driver);
            default -> throw new IllegalArgumentException("no model that this program drives: " + name);
        }
    }
}
