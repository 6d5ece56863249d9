// SPDX-License-Identifier: Apache-2.0
package lab;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.pci.Registers;
import java.lang.foreign.MemorySegment;

/** A driver of QEMU's edu (docs/specs/edu.rst): its registers, mapped, and its DMA. */
final class Edu {
    static final int PATIENCE = 60_000;
    /** What one transfer moves. */
    static final int BYTES = 4096;

    private static final short MEMORY_AND_MASTER = 6;
    private static final long DMA_SOURCE = 0x80;
    private static final long DMA_TARGET = 0x88;
    private static final long DMA_COUNT = 0x90;
    private static final long DMA_COMMAND = 0x98;
    private static final long START_TO_DEVICE = 1;
    private static final long START_FROM_DEVICE = 3;
    private static final long RUNNING = 1;
    private static final long DEVICE_MEMORY = 0x40000;

    private final Checks checks;
    private final KernelDevice device;
    private final MemorySegment registers;

    /** Lets it answer at its BAR and reach memory. */
    Edu(Checks checks, KernelDevice device) {
        this.checks = checks;
        this.device = device;
        enable();
        registers = device.regionMemory(VfioPci.BAR0_REGION).orElseThrow().segment();
    }

    /** As after a reset. */
    void enable() {
        MemorySegment word = MemorySegment.ofArray(new short[] {MEMORY_AND_MASTER});
        checks.equal(
                "write the command register",
                Short.BYTES,
                device.write(VfioPci.CONFIG_REGION, Registers.COMMAND, word, 0, Short.BYTES));
    }

    int register(long offset) {
        return registers.get(JAVA_INT, offset);
    }

    void register(long offset, int value) {
        registers.set(JAVA_INT, offset, value);
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
        registers.set(JAVA_LONG, DMA_SOURCE, from);
        registers.set(JAVA_LONG, DMA_TARGET, to);
        registers.set(JAVA_LONG, DMA_COUNT, BYTES);
        registers.set(JAVA_LONG, DMA_COMMAND, command);
        long until = System.nanoTime() + PATIENCE * 1_000_000L;
        while ((registers.get(JAVA_LONG, DMA_COMMAND) & RUNNING) != 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        checks.equal("the transfer ends", 0L, registers.get(JAVA_LONG, DMA_COMMAND) & RUNNING);
    }
}
