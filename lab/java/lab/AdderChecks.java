// SPDX-License-Identifier: Apache-2.0
package lab;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.vfio4j.device.Errno;
import io.vfio4j.device.IovaRange;
import io.vfio4j.driver.DeviceRegisters;
import io.vfio4j.driver.DmaBuffer;
import io.vfio4j.driver.Interrupts;
import io.vfio4j.driver.PciDriver;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The built-in adder ({@code io.vfio4j.devices.AdderModel}): DMA, MSI-X, a fault, bus mastering, a reset. */
final class AdderChecks {
    private static final long ADDRESS = 0x00;
    private static final long COUNT = 0x08;
    private static final long DOORBELL = 0x0c;
    private static final long SUM = 0x10;
    private static final long STATUS = 0x18;
    private static final int DONE = 1;
    private static final int FAULT = 2;
    private static final int NUMBERS = 8192;
    private static final int ROUNDS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Checks checks;
    private final PciDriver driver;
    private final DeviceRegisters registers;
    private final Interrupts interrupts;
    private final Random random = new Random(1);

    private AdderChecks(Checks checks, PciDriver driver, Interrupts interrupts) {
        this.checks = checks;
        this.driver = driver;
        this.registers = driver.bar(0);
        this.interrupts = interrupts;
    }

    static void run(Checks checks, PciDriver driver, List<IovaRange> ranges) {
        checks.fails("more vectors than it has", Errno.EINVAL, "these vectors", () -> driver.msix(2));
        try (Interrupts interrupts = driver.msix(1);
                DmaBuffer buffer = driver.allocate((long) NUMBERS * Integer.BYTES)) {
            checks.that(
                    "the kernel permits " + buffer,
                    ranges.stream().anyMatch(range -> range.contains(buffer.iova(), buffer.size())));
            AdderChecks adder = new AdderChecks(checks, driver, interrupts);
            adder.rounds(buffer, ROUNDS);
            adder.faults(buffer);
            adder.busMastering(buffer);
            adder.reset(buffer);
            adder.rounds(buffer, 2);
        }
    }

    private void rounds(DmaBuffer buffer, int rounds) {
        for (int round = 0; round < rounds; round++) {
            int first = random.nextInt(NUMBERS);
            int count = random.nextInt(NUMBERS - first + 1);
            long expected = 0;
            for (int i = 0; i < count; i++) {
                int number = random.nextInt();
                buffer.segment().setAtIndex(JAVA_INT, first + i, number);
                expected += Integer.toUnsignedLong(number);
            }
            sum(buffer.iova() + 4L * first, count);
            checks.equal("interrupts", 1L, interrupts.await(0, PATIENCE));
            checks.equal("status", DONE, registers.u32(STATUS));
            checks.equal("sum of %d numbers".formatted(count), expected, registers.u64(SUM));
            acknowledge();
        }
    }

    private void sum(long address, int count) {
        registers.u64(ADDRESS, address);
        registers.u32(COUNT, count);
        registers.u32(DOORBELL, 1);
    }

    private void acknowledge() {
        registers.u32(STATUS, DONE | FAULT);
        checks.equal("status, acknowledged", 0, registers.u32(STATUS));
    }

    /** What the guest's IOMMU does not map the device does not reach: behind the buffer's end, and once unmapped. */
    private void faults(DmaBuffer buffer) {
        faults("behind the end", buffer.iova() + buffer.size() - 8);
        faults("at an address that is not canonical", -4096);
        DmaBuffer gone = driver.allocate(4096);
        sum(gone.iova(), 4);
        checks.equal("interrupts", 1L, interrupts.await(0, PATIENCE));
        checks.equal("status while it is mapped", DONE, registers.u32(STATUS));
        acknowledge();
        gone.close();
        faults("unmapped", gone.iova());
    }

    private void faults(String where, long address) {
        sum(address, 4);
        checks.equal("interrupts, memory " + where, 1L, interrupts.await(0, PATIENCE));
        checks.equal("status, memory " + where, DONE | FAULT, registers.u32(STATUS));
        acknowledge();
    }

    /** Without it there is neither memory nor an interrupt, which is a write to memory too. */
    private void busMastering(DmaBuffer buffer) {
        driver.setBusMaster(false);
        sum(buffer.iova(), 4);
        checks.equal("status without bus mastering", DONE | FAULT, registers.u32(STATUS));
        checks.equal("interrupts without bus mastering", 0L, interrupts.await(0, Duration.ofMillis(200)));
        acknowledge();
        driver.setBusMaster(true);
    }

    private void reset(DmaBuffer buffer) {
        sum(buffer.iova(), 4);
        checks.equal("interrupts", 1L, interrupts.await(0, PATIENCE));
        driver.reset();
        checks.equal("address after the reset", 0L, registers.u64(ADDRESS));
        checks.equal("count after the reset", 0, registers.u32(COUNT));
        checks.equal("sum after the reset", 0L, registers.u64(SUM));
        checks.equal("status after the reset", 0, registers.u32(STATUS));
    }
}
