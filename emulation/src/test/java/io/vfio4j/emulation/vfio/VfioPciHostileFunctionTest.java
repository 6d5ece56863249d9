// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.DumpedFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions whose lists lead anywhere: unaligned, looping, into each other, to the end of the space. */
class VfioPciHostileFunctionTest {
    private static final int FUNCTIONS = 150;
    private static final int OPERATIONS = 150;

    private final MemorySegment buffer = MemorySegment.ofArray(new byte[64]);

    @ParameterizedTest
    @ValueSource(ints = {256, 4096})
    void shouldOpenAndServeThem(int size) {
        SplittableRandom random = new SplittableRandom(size);
        int opened = 0;
        for (int number = 0; number < FUNCTIONS; number++) {
            PciFunction function = function(random, size);
            for (boolean blank : new boolean[] {false, true}) {
                VfioPciConfig config = VfioPciConfig.open(function, blank);
                assertThat(config.toConfigSpace().size()).isEqualTo(config.size());
                CapabilityList.of(config.toConfigSpace());
                useAtRandom(config, random);
                opened++;
            }
        }
        assertThat(opened).isEqualTo(2 * FUNCTIONS);
    }

    private void useAtRandom(VfioPciConfig config, SplittableRandom random) {
        for (int operation = 0; operation < OPERATIONS; operation++) {
            int length = 1 + random.nextInt(64);
            int at = random.nextInt(config.size() - length);
            for (int i = 0; i < length; i++) {
                buffer.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
            }
            try {
                config.writeBytes(at, buffer, 0, length);
            } catch (VfioException refused) {
                assertThat(refused.errno()).isEqualTo(Errno.EINVAL);
            }
            assertThat(config.readBytes(at, buffer, 0, length)).isEqualTo(length);
        }
    }

    /** Random bytes, of which many are ids and links that the walk follows. */
    private static PciFunction function(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        ConfigSpace space = ConfigSpace.of(bytes);
        space.setU8(0x0e, 0);
        space.setU16(0x06, space.u16(0x06) | 0x10);
        for (int at = 0x40; at < 0x100; at += 4) {
            space.setU8(at, random.nextInt(0x16));
        }
        for (int at = 0x100; at < size; at += 4) {
            if (random.nextInt(3) != 0) {
                space.setU16(at, random.nextInt(0x38));
            }
        }
        return PciFunction.builder(new DumpedFunction(new PciAddress(0, 1, 0, 0), "", space, List.of()))
                .build();
    }
}
