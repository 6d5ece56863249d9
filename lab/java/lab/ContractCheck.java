// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.kernel.KernelOptions;
import io.vfio4j.kernel.KernelOptions.Way;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.testing.DeviceChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the unit tests check of every device, checked of the real kernel's.
 *
 * <pre>java lab.ContractCheck WAY FUNCTIONS</pre>
 *
 * <p>WAY is cdev or group. FUNCTIONS has lines NAME ADDRESS of functions that are bound.
 */
final class ContractCheck {
    private ContractCheck() {}

    public static void main(String[] arguments) throws Exception {
        KernelOptions options = KernelOptions.DEFAULT.withWay(Way.valueOf(arguments[0].toUpperCase(Locale.ROOT)));
        List<DeviceChecks.Check> all = new ArrayList<>(DeviceChecks.all());
        all.add(new DeviceChecks.Check("signals the events that it was given", ContractCheck::signalsEvents));
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            String[] words = line.split(" ", -1);
            Checks checks = new Checks(words[0]);
            for (DeviceChecks.Check check : all) {
                try (KernelDevice device = KernelDevice.open(PciAddress.parse(words[1]), options)) {
                    check.body().accept(device);
                    checks.that(check.name(), true);
                } catch (AssertionError | RuntimeException failure) {
                    checks.failed("contract, %s: %s: %s".formatted(arguments[0], check.name(), failure));
                }
            }
            checks.report("contract, %s: what every device does".formatted(arguments[0]));
        }
    }

    private static void signalsEvents(VfioDevice device) {
        DeviceChecks.signalsEvents(device, ContractEvent::new);
    }
}
