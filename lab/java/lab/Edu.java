// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.driver.DeviceRegisters;
import io.vfio4j.driver.PciDriver;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.pci.Registers;
import java.time.Duration;

/** A driver of QEMU's edu (docs/specs/edu.rst): its registers, mapped, and its DMA. */
final class Edu {
    static final Duration PATIENCE = Duration.ofMinutes(1);
    /** What one transfer moves. */
    static final int BYTES = 4096;

    private static final int MEMORY_AND_MASTER = 6;
    private static final long DMA_SOURCE = 0x80;
    private static final long DMA_TARGET = 0x88;
    private static final long DMA_COUNT = 0x90;
    private static final long DMA_COMMAND = 0x98;
    private static final long START_TO_DEVICE = 1;
    private static final long START_FROM_DEVICE = 3;
    private static final long RUNNING = 1;
    private static final long DEVICE_MEMORY = 0x40000;

    private final Checks checks;
    private final PciDriver driver;
    private final DeviceRegisters registers;

    /** Lets it answer at its BAR and reach memory. */
    Edu(Checks checks, KernelDevice device) {
        this.checks = checks;
        driver = PciDriver.open(device, device.iovaRanges());
        registers = driver.bar(0);
        enabled();
    }

    /** Takes it into use again after a reset by somebody else. */
    void enable() {
        driver.config().u16(Registers.COMMAND, MEMORY_AND_MASTER);
        enabled();
    }

    private void enabled() {
        checks.equal(
                "memory and bus master are on",
                MEMORY_AND_MASTER,
                driver.config().u16(Registers.COMMAND) & MEMORY_AND_MASTER);
    }

    /** Its interrupts and memory. */
    PciDriver driver() {
        return driver;
    }

    int register(long offset) {
        return registers.u32(offset);
    }

    void register(long offset, int value) {
        registers.u32(offset, value);
    }

    /** Reads memory into the device's own. */
    void load(long iova) {
        transfer(iova, DEVICE_MEMORY, START_TO_DEVICE);
    }

    /** Writes the device's own memory. */
    void store(long iova) {
        transfer(DEVICE_MEMORY, iova, START_FROM_DEVICE);
    }

    private void transfer(long from, long to, long command) {
        registers.u64(DMA_SOURCE, from);
        registers.u64(DMA_TARGET, to);
        registers.u64(DMA_COUNT, BYTES);
        registers.u64(DMA_COMMAND, command);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while ((registers.u64(DMA_COMMAND) & RUNNING) != 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        checks.equal("the transfer ends", 0L, registers.u64(DMA_COMMAND) & RUNNING);
    }
}
