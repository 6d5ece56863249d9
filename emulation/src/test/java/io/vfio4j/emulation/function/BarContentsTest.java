// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.structure.PciExpressCapability;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BarContentsTest {

    @Test
    void shouldBehaveLikeAnArray() {
        Random random = new Random(11);
        byte[] model = new byte[200_000];
        BarContents memory = BarContents.memory();
        for (int round = 0; round < 2_000; round++) {
            int offset = random.nextInt(model.length - 10_000);
            byte[] bytes = new byte[1 + random.nextInt(10_000)];
            if (random.nextBoolean()) {
                random.nextBytes(bytes);
                memory.write(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
                System.arraycopy(bytes, 0, model, offset, bytes.length);
            } else {
                byte[] expected = new byte[bytes.length];
                System.arraycopy(model, offset, expected, 0, expected.length);
                random.nextBytes(bytes);
                memory.read(offset, MemorySegment.ofArray(bytes), 0, bytes.length);
                assertThat(bytes).isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldHoldTheEndsOfAHugeBar() {
        BarContents memory = BarContents.memory();
        long end = 1L << 40;

        memory.write(end - 4, MemorySegment.ofArray(new byte[] {1, 2, 3, 4}), 0, 4);
        byte[] read = new byte[8];
        memory.read(end - 8, MemorySegment.ofArray(read), 0, 8);

        assertThat(read).containsExactly(0, 0, 0, 0, 1, 2, 3, 4);
    }

    @Test
    void shouldNotGrowWithoutBound() {
        BarContents memory = BarContents.memory();
        MemorySegment one = MemorySegment.ofArray(new byte[] {1});

        assertThatThrownBy(() -> {
                    for (long page = 0; page < 1 << 20; page++) {
                        memory.write(page << 12, one, 0, 1);
                    }
                })
                .isInstanceOfSatisfying(
                        VfioException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOMEM));
    }

    @Test
    void shouldReadARomAndAllOnesBehindIt() {
        PciFunction function = TestFunctions.builder()
                .bar(new Bar(Bar.ROM_INDEX, Bar.Type.ROM, false, 0xfeb80000L, 0x800))
                .rom(new byte[] {0x55, (byte) 0xaa})
                .build();
        MemorySegment bytes = MemorySegment.ofArray(new byte[4]);

        function.contents(Bar.ROM_INDEX).write(0, bytes, 0, 4);
        function.contents(Bar.ROM_INDEX).read(0, bytes, 0, 4);

        assertThat((byte[]) bytes.heapBase().orElseThrow()).containsExactly(0x55, 0xaa, 0xff, 0xff);
    }

    @Test
    void shouldTellTheContentsOfAReset() {
        int[] resets = {0};
        BarContents counting = new BarContents() {
            @Override
            public void read(long offset, MemorySegment target, long at, int length) {}

            @Override
            public void write(long offset, MemorySegment source, long at, int length) {}

            @Override
            public void reset() {
                resets[0]++;
            }
        };
        PciFunction function = TestFunctions.builder()
                .contents(0, counting)
                .capability(PciExpressCapability.ofEndpoint())
                .build();

        function.reset();
        function.writeConfig(TestFunctions.STANDARD + 8, 2, 0x8000);

        assertThat(resets[0]).isEqualTo(2);
        assertThat(function.contents(0)).isSameAs(counting);
        assertThatThrownBy(() -> function.contents(1)).hasMessageContaining("index=1");
    }
}
