// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Dumps;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.structure.MsiCapability;
import io.vfio4j.pci.structure.PowerManagementCapability;
import io.vfio4j.pci.structure.RawCapability;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Random reads and writes of any length and offset, against {@link ByteWiseModel} on a function of the same making. */
class VfioPciRandomAccessTest {
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int OPERATIONS = 4000;

    private final MemorySegment buffer = MemorySegment.ofArray(new byte[8]);

    @Test
    void shouldAgreeOnAPhysicalFunction() {
        compare(Endpoints::physical, 1);
    }

    @Test
    void shouldAgreeOnAVirtualFunction() {
        compare(() -> Endpoints.physical().virtualFunctions().getLast(), 2);
    }

    @Test
    void shouldAgreeOnAConventionalFunction() {
        compare(
                () -> Endpoints.plain()
                        .capability(MsiCapability.of(2))
                        .capability(RawCapability.vendorSpecific(new byte[] {1, 2, 3, 4, 5, 6}))
                        .capability(PowerManagementCapability.ofEndpoint())
                        .build(),
                3);
    }

    @Test
    void shouldAgreeOnRealDevices() {
        int seed = 4;
        for (DumpedFunction dump : Dumps.all()) {
            if (dump.config().headerType() == Registers.HEADER_TYPE_NORMAL) {
                compare(() -> PciFunction.builder(dump).build(), seed++);
            }
        }
    }

    private void compare(Supplier<PciFunction> make, int seed) {
        PciFunction function = make.get();
        VfioPciConfig config = VfioPciConfig.open(function, false);
        PciFunction twin = make.get();
        ByteWiseModel model =
                new ByteWiseModel(twin, VfioPciConfig.open(twin, false).toConfigSpace());
        SplittableRandom random = new SplittableRandom(seed);
        List<Capability> structures = CapabilityList.of(function.config()).all();
        for (int operation = 0; operation < OPERATIONS; operation++) {
            int length = 1 + random.nextInt(8);
            int at = place(random, structures, config.size() - length);
            if (random.nextBoolean() && !model.hasSideEffects(at, length)) {
                long value = random.nextLong();
                buffer.set(U64, 0, value);
                config.writeBytes(at, buffer, 0, length);
                model.write(at, length, value);
            }
            requireSame(function, config, model, at, length, operation);
        }
        ConfigSpace shown = config.toConfigSpace();
        for (int at = 0; at < config.size(); at++) {
            assertThat(shown.u8(at)).as("%s 0x%x at the end", function, at).isEqualTo(model.read(at));
        }
        assertThat(function.config()).as(function.toString()).isEqualTo(twin.config());
    }

    /** Mostly in the header and at the beginning of capabilities, where there is something to get wrong. */
    private static int place(SplittableRandom random, List<Capability> structures, int end) {
        int choice = random.nextInt(structures.size() + 3);
        if (choice < structures.size()) {
            return Math.min(structures.get(choice).offset() + random.nextInt(0x30), end);
        }
        return random.nextInt(choice == structures.size() ? end : 0x40);
    }

    private void requireSame(
            PciFunction function, VfioPciConfig config, ByteWiseModel model, int at, int length, int operation) {
        buffer.set(U64, 0, 0);
        config.readBytes(at, buffer, 0, length);
        for (int i = 0; i < length; i++) {
            assertThat((int) (buffer.get(U64, 0) >>> (8 * i)) & 0xff)
                    .as("%s 0x%x, operation %d", function, at + i, operation)
                    .isEqualTo(model.read(at + i));
        }
    }
}
