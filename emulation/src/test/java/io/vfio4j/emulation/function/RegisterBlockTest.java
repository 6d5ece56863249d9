// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.testing.Allocation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegisterBlockTest {
    private final RegisterBlock block = new RegisterBlock();
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[64]);

    @Test
    void shouldKeepReadOnlyBitsAndWriteTheOthers() {
        Register register = block.u32(0).resetValue(0xff00_ff00L).writable(0x0000_ffffL);

        write(0, 4, 0x1234_5678);

        assertThat(read(0, 4)).isEqualTo(0xff00_5678L);
        assertThat(register.get()).isEqualTo(0xff00_5678L);
    }

    @Test
    void shouldTakeIntLiteralsThatAreSignExtended() {
        Register register = block.u32(8).writable(0xffff0000).resetValue(0x80000001);

        write(8, 4, 0x9234_5678L);

        assertThat(register.get()).isEqualTo(0x9234_0001L);
        assertThatThrownBy(() -> register.writable(0xffff_ffff_0000_0000L)).hasMessageContaining("has 32 bits");
    }

    @Test
    void shouldClearBitsByWritingOne() {
        Register status = block.u32(4).writeOneToClear(0xf).resetValue(0xff);

        write(4, 4, 0x35);

        assertThat(status.get()).isEqualTo(0xfa);
    }

    @Test
    void shouldClearOnlyBitsOfTheBytesThatAreWritten() {
        Register status = block.u32(0).writeOneToClear(0xffff).resetValue(0xffff);

        write(1, 1, 0x81);

        assertThat(status.get()).isEqualTo(0x7eff);
    }

    @Test
    void shouldServePartsOfARegister() {
        block.u64(8).writable().resetValue(0x8877_6655_4433_2211L);

        assertThat(read(9, 1)).isEqualTo(0x22);
        assertThat(read(10, 2)).isEqualTo(0x4433);
        assertThat(read(12, 4)).isEqualTo(0x8877_6655L);
        write(14, 2, 0xabcd);
        assertThat(read(8, 8)).isEqualTo(0xabcd_6655_4433_2211L);
    }

    @Test
    void shouldReachEveryRegisterOfAnAccessInOrder() {
        List<String> calls = new ArrayList<>();
        block.u32(8).onWrite(value -> calls.add("8=%x".formatted(value)));
        block.u32(0).onWrite(value -> calls.add("0=%x".formatted(value)));
        block.u32(4).onWrite(value -> calls.add("4=%x".formatted(value)));

        buffer.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 0x2222_2222_1111_1111L);
        block.write(2, buffer, 0, 8);

        assertThat(calls).containsExactly("0=11110000", "4=22221111", "8=2222");
    }

    @Test
    void shouldReadZeroAndDropWritesWhereThereIsNoRegister() {
        block.u32(8).writable();
        block.u32(16).resetValue(0x5555_5555L);
        buffer.fill((byte) 0xee);

        block.write(0, buffer, 0, 32);
        block.read(0, buffer, 1, 32);

        byte[] expected = new byte[34];
        expected[0] = (byte) 0xee;
        expected[33] = (byte) 0xee;
        for (int i = 0; i < 4; i++) {
            expected[1 + 8 + i] = (byte) 0xee;
            expected[1 + 16 + i] = 0x55;
        }
        assertThat(buffer.asSlice(0, 34).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
        assertThat(read(Long.MAX_VALUE - 8, 8)).isZero();
    }

    @Test
    void shouldComputeWhatIsReadOncePerAccess() {
        long[] reads = {0};
        block.u32(0).onRead(() -> ++reads[0] | 0x1_0000_0000L);

        assertThat(read(0, 4)).isEqualTo(1);
        assertThat(read(0, 2)).isEqualTo(2);
        assertThat(read(3, 1)).isZero();
        assertThat(reads[0]).isEqualTo(3);
    }

    @Test
    void shouldHaveItsNewValueWhenAWriteActs() {
        List<Long> seen = new ArrayList<>();
        Register register = block.u32(0).writable(0xff);
        register.onWrite(written -> seen.addAll(List.of(written, register.get())));

        write(0, 4, 0x1234);

        assertThat(seen).containsExactly(0x1234L, 0x34L);
    }

    @Test
    void shouldGetItsResetValuesBack() {
        Register one = block.u32(0).writable().resetValue(7);
        Register other = block.u64(8).writable();
        write(0, 4, 1);
        write(8, 8, -1);

        block.reset();

        assertThat(one.get()).isEqualTo(7);
        assertThat(other.get()).isZero();
    }

    @Test
    void shouldRefuseRegistersThatOverlapOrAreNotAligned() {
        block.u64(8);

        assertThatThrownBy(() -> block.u32(12)).hasMessageContaining("overlaps u64@0x8");
        assertThatThrownBy(() -> block.u32(2)).hasMessageContaining("multiple of the width 4");
        assertThatThrownBy(() -> block.u64(4)).hasMessageContaining("multiple of the width 8");
        assertThatThrownBy(() -> block.u32(-4)).hasMessageContaining("offset=0xfffffffc");
        assertThatThrownBy(() -> block.u32(0).writable(1L << 32)).hasMessageContaining("has 32 bits");
        assertThat(block.u32(4).get()).isZero();
    }

    @Test
    void shouldAnswerRandomAccessesAsBytesDo() {
        byte[] model = new byte[48];
        block.u32(4).writable();
        block.u64(16).writable();
        block.u64(24).writable();
        block.u32(40).writable();
        boolean[] there = new boolean[48];
        for (int[] range : new int[][] {{4, 8}, {16, 32}, {40, 44}}) {
            for (int i = range[0]; i < range[1]; i++) {
                there[i] = true;
            }
        }
        Random random = new Random(7);
        for (int round = 0; round < 5000; round++) {
            int offset = random.nextInt(48);
            int length = 1 + random.nextInt(48 - offset);
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                block.write(offset, MemorySegment.ofArray(bytes), 0, length);
                for (int i = 0; i < length; i++) {
                    model[offset + i] = there[offset + i] ? bytes[i] : 0;
                }
            } else {
                block.read(offset, MemorySegment.ofArray(bytes), 0, length);
                assertThat(bytes).isEqualTo(java.util.Arrays.copyOfRange(model, offset, offset + length));
            }
        }
    }

    @Test
    void shouldLoseNoBitBetweenADriverAndAThread() throws Exception {
        Register status = block.u64(0).writable(0xff).writeOneToClear(0xff00);
        Thread model = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 100_000; i++) {
                status.setBits(1L << 32);
                status.clearBits(1L << 33);
                status.setBits(1L << 33);
            }
        });
        for (int i = 0; i < 100_000; i++) {
            write(0, 1, i & 0xff);
            assertThat(status.get() & 0xff).isEqualTo(i & 0xff);
        }
        model.join();

        assertThat(status.get() >>> 32).isEqualTo(3);
    }

    @Test
    void shouldAllocateNothing() {
        block.u32(0).writable();
        block.u64(8).writable();

        assertThat(Allocation.leastPerCall(() -> {
                    block.write(0, buffer, 0, 16);
                    block.read(0, buffer, 0, 16);
                    block.write(8, buffer, 0, 4);
                }))
                .isZero();
    }

    private long read(long offset, int length) {
        buffer.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 0);
        block.read(offset, buffer, 0, length);
        return buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    private void write(long offset, int length, long value) {
        buffer.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
        block.write(offset, buffer, 0, length);
    }
}
