// SPDX-License-Identifier: Apache-2.0
package example.adder;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.driver.DeviceRegisters;
import io.vfio4j.driver.DmaBuffer;
import io.vfio4j.driver.Interrupts;
import io.vfio4j.driver.PciDriver;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** Drives the adder, wherever it is. */
final class AdderDriver {
    private AdderDriver() {}

    static long sum(VfioDevice device, int... numbers) {
        try (PciDriver driver = PciDriver.open(device);
                Interrupts interrupts = driver.msix(1);
                DmaBuffer buffer = driver.allocate(4L * numbers.length)) {
            for (int i = 0; i < numbers.length; i++) {
                buffer.segment().setAtIndex(ValueLayout.JAVA_INT, i, numbers[i]);
            }
            DeviceRegisters registers = driver.bar(0);
            registers.u64(0x00, buffer.iova());
            registers.u32(0x08, numbers.length);
            registers.u32(0x0c, 1);
            if (interrupts.await(0, Duration.ofSeconds(10)) == 0) {
                throw new IllegalStateException("the device does not interrupt");
            }
            return registers.u64(0x10);
        }
    }
}
