// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.driver.DeviceRegisters;
import io.vfio4j.driver.DmaBuffer;
import io.vfio4j.driver.Interrupts;
import io.vfio4j.driver.PciDriver;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.ModelOptions;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdderModelTest {
    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int DONE = 1;
    private static final int FAULT = 2;

    private final EmulatedDevice device =
            EmulatedDevice.open(new AdderModel().function(ModelOptions.NONE).build());
    private final PciDriver driver = PciDriver.open(device);
    private final Interrupts interrupts = driver.msix(1);
    private final DeviceRegisters registers = driver.bar(0);

    @AfterEach
    void close() {
        driver.close();
        device.close();
    }

    @Test
    void shouldSumUnsignedNumbersAndInterrupt() {
        long count = 5000;
        DmaBuffer numbers = driver.allocate(count * Integer.BYTES);
        long expected = 0;
        for (int i = 0; i < count; i++) {
            int number = 0x9e3779b9 * i;
            numbers.segment().setAtIndex(NUMBER, i, number);
            expected += Integer.toUnsignedLong(number);
        }

        ring(numbers.iova(), (int) count);

        assertThat(interrupts.await(0, LONG)).isEqualTo(1);
        assertThat(registers.u64(0x10)).isEqualTo(expected);
        assertThat(registers.u32(0x18)).isEqualTo(DONE);
        registers.u32(0x18, DONE);
        assertThat(registers.u32(0x18)).isZero();
        assertThat(registers.u32(0x0c)).isZero();
    }

    @Test
    void shouldReportMemoryThatItCannotReach() {
        ring(0xdead_0000L, 1);

        assertThat(interrupts.await(0, LONG)).isEqualTo(1);
        assertThat(registers.u32(0x18)).isEqualTo(DONE | FAULT);
        driver.setBusMaster(false);
        ring(driver.allocate(4096).iova(), 1);
        assertThat(registers.u32(0x18)).isEqualTo(DONE | FAULT);
    }

    @Test
    void shouldSumNothingAndBoundTheCount() {
        ring(0, 0);
        assertThat(registers.u64(0x10)).isZero();
        assertThat(registers.u32(0x18)).isEqualTo(DONE);

        registers.u32(0x08, -1);
        assertThat(registers.u32(0x08)).isEqualTo(0xfffff);
    }

    @Test
    void shouldForgetWhenItIsReset() {
        ring(0xdead_0000L, 1);
        driver.reset();

        assertThat(registers.u64(0x00)).isZero();
        assertThat(registers.u32(0x18)).isZero();
    }

    private void ring(long address, int count) {
        registers.u64(0x00, address);
        registers.u32(0x08, count);
        registers.u32(0x0c, 1);
    }
}
