// SPDX-License-Identifier: Apache-2.0
package lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.vfio4j.device.VfioPci;
import io.vfio4j.driver.DmaBuffer;
import io.vfio4j.driver.Interrupts;
import io.vfio4j.kernel.KernelDevice;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A device that works: QEMU's edu (docs/specs/edu.rst) is driven through a mapped BAR, by DMA and by its interrupt, as
 * a driver in user space does.
 */
final class EduChecks {
    private static final long IDENTIFICATION = 0x00;
    private static final int EDU = 0x010000ed;
    private static final long LIVENESS = 0x04;
    private static final long RAISE = 0x60;
    private static final long ACKNOWLEDGE = 0x64;

    private final Checks checks;
    private final KernelDevice device;
    private final Edu edu;

    private EduChecks(Checks checks, KernelDevice device) {
        this.checks = checks;
        this.device = device;
        edu = new Edu(checks, device);
    }

    static void run(Checks checks, KernelDevice device) {
        EduChecks driver = new EduChecks(checks, device);
        driver.registers();
        driver.interrupt();
        driver.dma();
        checks.succeeds("reset", driver.edu.driver()::reset);
        checks.succeeds("close the driver", driver.edu.driver()::close);
        checks.report(
                "edu driven: registers through a mapping and through reads, MSI by eventfd, %d bytes by DMA each way"
                        .formatted(Edu.BYTES));
    }

    private void registers() {
        checks.equal("identification", EDU, edu.register(IDENTIFICATION));
        edu.register(LIVENESS, 0x12345678);
        checks.equal("liveness, mapped", ~0x12345678, edu.register(LIVENESS));
        MemorySegment dword = MemorySegment.ofArray(new int[] {0x0badcafe});
        checks.equal("write", 4, device.write(VfioPci.BAR0_REGION, LIVENESS, dword, 0, 4));
        checks.equal("read", 4, device.read(VfioPci.BAR0_REGION, LIVENESS, dword, 0, 4));
        checks.equal("liveness, written and read", ~0x0badcafe, dword.get(JAVA_INT, 0));
    }

    private void interrupt() {
        checks.equal("MSI vectors", 1, device.irqInfo(VfioPci.MSI_IRQ).count());
        try (Interrupts interrupts = edu.driver().msi(1)) {
            edu.register(RAISE, 1);
            checks.equal("the interrupt arrives", 1L, interrupts.await(0, Edu.PATIENCE));
            edu.register(ACKNOWLEDGE, 1);
            checks.succeeds("trigger it by hand", () -> interrupts.fire(0));
            checks.equal("it arrives, too", 0, interrupts.awaitAny(Edu.PATIENCE));
            checks.succeeds("give it back", interrupts::close);
        }
    }

    private void dma() {
        try (DmaBuffer buffer = edu.driver().allocate(2L * Edu.BYTES)) {
            checks.that(
                    "the address is one that the kernel permits",
                    device.iovaRanges().stream().anyMatch(range -> range.contains(buffer.iova(), buffer.size())));
            MemorySegment memory = buffer.segment();
            for (int i = 0; i < Edu.BYTES; i++) {
                memory.set(JAVA_BYTE, i, (byte) (i * 31 + (i >> 8)));
            }
            edu.load(buffer.iova());
            edu.store(buffer.iova() + Edu.BYTES);
            checks.equal(
                    "first byte that differs after both ways",
                    -1L,
                    memory.asSlice(0, Edu.BYTES).mismatch(memory.asSlice(Edu.BYTES, Edu.BYTES)));
        }
        checks.equal("nothing is mapped any more", List.of(), device.unmapAllDma());
    }
}
