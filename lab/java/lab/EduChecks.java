package lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.VfioPci;
import io.vfio4j.dma.DmaRegion;
import io.vfio4j.kernel.device.DmaBuffer;
import io.vfio4j.kernel.device.KernelDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A device that works: QEMU's edu (docs/specs/edu.rst) is driven through a mapped BAR, by DMA and by its interrupt, as a
 * driver in user space does.
 */
final class EduChecks {
    private static final int COMMAND = 4;
    private static final int MEMORY_AND_MASTER = 6;
    private static final long IDENTIFICATION = 0x00;
    private static final int EDU = 0x010000ed;
    private static final long LIVENESS = 0x04;
    private static final long RAISE = 0x60;
    private static final long ACKNOWLEDGE = 0x64;
    private static final long DMA_SOURCE = 0x80;
    private static final long DMA_TARGET = 0x88;
    private static final long DMA_COUNT = 0x90;
    private static final long DMA_COMMAND = 0x98;
    private static final long START_TO_DEVICE = 1;
    private static final long START_FROM_DEVICE = 3;
    private static final long RUNNING = 1;
    private static final long DEVICE_MEMORY = 0x40000;
    private static final long AT = 0x100000;
    private static final int BYTES = 4096;
    private static final int PATIENCE = 60_000;

    private final Checks checks;
    private final KernelDevice device;
    private final Arena arena;

    private EduChecks(Checks checks, KernelDevice device, Arena arena) {
        this.checks = checks;
        this.device = device;
        this.arena = arena;
    }

    static void run(Checks checks, KernelDevice device) {
        try (Arena arena = Arena.ofConfined()) {
            EduChecks edu = new EduChecks(checks, device, arena);
            edu.enable();
            MemorySegment registers =
                    device.regionMemory(VfioPci.BAR0_REGION).orElseThrow().segment();
            edu.registers(registers);
            edu.interrupt(registers);
            edu.dma(registers);
            checks.succeeds("reset", device::reset);
        }
        checks.report(
                "edu driven: registers through a mapping and through reads, MSI by eventfd, %d bytes by DMA each way"
                        .formatted(BYTES));
    }

    private void enable() {
        MemorySegment word = arena.allocate(2);
        word.set(JAVA_BYTE, 0, (byte) MEMORY_AND_MASTER);
        checks.equal("write the command register", 2, device.write(VfioPci.CONFIG_REGION, COMMAND, word, 0, 2));
    }

    private void registers(MemorySegment registers) {
        checks.equal("identification", EDU, registers.get(JAVA_INT, IDENTIFICATION));
        registers.set(JAVA_INT, LIVENESS, 0x12345678);
        checks.equal("liveness, mapped", ~0x12345678, registers.get(JAVA_INT, LIVENESS));
        MemorySegment dword = MemorySegment.ofArray(new int[] {0x0badcafe});
        checks.equal("write", 4, device.write(VfioPci.BAR0_REGION, LIVENESS, dword, 0, 4));
        checks.equal("read", 4, device.read(VfioPci.BAR0_REGION, LIVENESS, dword, 0, 4));
        checks.equal("liveness, written and read", ~0x0badcafe, dword.get(JAVA_INT, 0));
    }

    private void interrupt(MemorySegment registers) {
        IrqInfo msi = device.irqInfo(VfioPci.MSI_IRQ);
        checks.equal("MSI vectors", 1, msi.count());
        try (Events events = new Events()) {
            checks.succeeds(
                    "take the interrupt",
                    () -> device.setIrqs(new IrqSet(
                            VfioPci.MSI_IRQ,
                            0,
                            1,
                            IrqSet.Action.TRIGGER,
                            new IrqSet.Data.Events(List.of(events.descriptor())))));
            registers.set(JAVA_INT, RAISE, 1);
            checks.equal("the interrupt arrives", 1L, events.await(PATIENCE));
            registers.set(JAVA_INT, ACKNOWLEDGE, 1);
            checks.succeeds(
                    "trigger it by hand",
                    () -> device.setIrqs(new IrqSet(
                            VfioPci.MSI_IRQ, 0, 1, IrqSet.Action.TRIGGER, new IrqSet.Data.Bools(List.of(true)))));
            checks.equal("it arrives, too", 1L, events.await(PATIENCE));
            checks.succeeds("give it back", () -> device.setIrqs(IrqSet.disable(VfioPci.MSI_IRQ)));
        }
    }

    private void dma(MemorySegment registers) {
        try (DmaBuffer buffer = DmaBuffer.allocate(2 * BYTES)) {
            device.mapDma(new DmaRegion(AT, 2 * BYTES, true, true, buffer));
            MemorySegment memory = buffer.segment();
            for (int i = 0; i < BYTES; i++) {
                memory.set(JAVA_BYTE, i, (byte) (i * 31 + (i >> 8)));
            }
            transfer(registers, AT, DEVICE_MEMORY, START_TO_DEVICE);
            transfer(registers, DEVICE_MEMORY, AT + BYTES, START_FROM_DEVICE);
            checks.equal(
                    "first byte that differs after both ways",
                    -1L,
                    memory.asSlice(0, BYTES).mismatch(memory.asSlice(BYTES, BYTES)));
            checks.equal("unmap", 2L * BYTES, device.unmapAllDma());
        }
    }

    private void transfer(MemorySegment registers, long from, long to, long command) {
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
