// SPDX-License-Identifier: Apache-2.0
package lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.vfio4j.driver.DeviceRegisters;
import io.vfio4j.driver.DmaBuffer;
import io.vfio4j.driver.Interrupts;
import io.vfio4j.driver.PciDriver;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** A device model of a user's own (lab/model): a thread of its own copies, and tells by one of several vectors. */
final class CopierChecks {
    private static final long SOURCE = 0x00;
    private static final long TARGET = 0x08;
    private static final long LENGTH = 0x10;
    private static final long START = 0x14;
    private static final long COPIES = 0x18;
    private static final long ID = 0x1c;
    /** What lab/tests/model.sh gives to the model as an option. */
    private static final int OPTION_ID = 0x1234;

    private static final int VECTORS = 3;
    private static final int VECTOR_DONE = 1;
    private static final int VECTOR_FAULT = 2;
    private static final int MOST = 0xffff;
    /** Beyond what any IOMMU maps. */
    private static final long NOWHERE = -0x10_0000;

    private static final int ROUNDS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private CopierChecks() {}

    static void run(Checks checks, PciDriver driver) {
        DeviceRegisters registers = driver.bar(0);
        checks.equal("id", OPTION_ID, registers.u32(ID));
        checks.equal("copies at first", 0, registers.u32(COPIES));
        try (Interrupts interrupts = driver.msix(VECTORS);
                DmaBuffer source = driver.allocate(MOST);
                DmaBuffer target = driver.allocate(MOST)) {
            registers.u64(SOURCE, source.iova());
            for (int round = 1; round <= ROUNDS; round++) {
                int length = MOST * round / ROUNDS;
                for (int i = 0; i < length; i++) {
                    source.segment().set(JAVA_BYTE, i, (byte) (i * 31 + round));
                }
                registers.u64(TARGET, target.iova());
                registers.u32(LENGTH, length);
                registers.u32(START, 1);
                checks.equal("vector", VECTOR_DONE, interrupts.awaitAny(PATIENCE));
                checks.equal("copies", round, registers.u32(COPIES));
                checks.equal(
                        "first of %d bytes that differs".formatted(length),
                        -1L,
                        MemorySegment.mismatch(source.segment(), 0, length, target.segment(), 0, length));
                registers.u64(TARGET, NOWHERE);
                registers.u32(START, 1);
                checks.equal("vector, nothing mapped", VECTOR_FAULT, interrupts.awaitAny(PATIENCE));
            }
            // A copy may be under way.
            registers.u64(TARGET, target.iova());
            registers.u32(START, 1);
            driver.reset();
            checks.equal("copies after a reset", 0, registers.u32(COPIES));
            checks.equal("source after a reset", 0L, registers.u64(SOURCE));
            checks.equal("id after a reset", OPTION_ID, registers.u32(ID));
        }
    }
}
