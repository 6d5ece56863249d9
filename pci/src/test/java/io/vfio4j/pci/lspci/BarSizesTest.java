// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BarSizesTest {
    private final ConfigSpace config = ConfigSpace.ofSize(256);

    @ParameterizedTest
    @CsvSource({
        "0xfe000000, MEMORY_32, 0xfe000000, 0x100000",
        "0xfe008008, MEMORY_32, 0xfe008000, 0x8000",
        "0x00000008, MEMORY_32, 0, 0x100000",
        "0xfe000010, MEMORY_32, 0xfe000010, 0x10",
        "0x0000c001, IO, 0xc000, 256",
        "0x0000c021, IO, 0xc020, 32",
    })
    void shouldGuessByAlignmentUpToALimit(String register, Bar.Type type, String address, String size) {
        config.setU32(0x10, Long.decode(register).intValue());
        assertThat(bars("")).singleElement().satisfies(bar -> {
            assertThat(bar.type()).isEqualTo(type);
            assertThat(bar.address()).isEqualTo(Long.decode(address));
            assertThat(bar.size()).isEqualTo(Long.decode(size));
        });
    }

    @Test
    void shouldNotGuessIntoTheNextBar() {
        config.setU32(0x10, 0x10800004);
        config.setU32(0x18, 0x10810004);
        config.setU32(0x20, 0x10811000);
        assertThat(bars(""))
                .containsExactly(
                        new Bar(0, Bar.Type.MEMORY_64, false, 0x10800000, 0x10000),
                        new Bar(2, Bar.Type.MEMORY_64, false, 0x10810000, 0x1000),
                        new Bar(4, Bar.Type.MEMORY_32, false, 0x10811000, 0x1000));
    }

    @Test
    void shouldGuessRoomForTheMsixTable() {
        config.setU16(0x06, 0x10);
        config.setU8(0x34, 0x40);
        config.setU32(0x40, 0x07ff0011);
        config.setU32(0x44, 0x00002000);
        config.setU32(0x48, 0x00000001);
        config.setU32(0x10, 0xfe001000);
        config.setU32(0x14, 0xfe000100);
        assertThat(bars("")).extracting(Bar::size).containsExactly(0x10000L, 0x100L);
    }

    @Test
    void shouldGuessTheSizeOfARom() {
        config.setU32(0x30, 0xfe000001);
        assertThat(bars("")).containsExactly(new Bar(6, Bar.Type.ROM, false, 0xfe000000L, 0x10000));
    }

    @Test
    void shouldTakeVirtualRegionsOfAVfWhoseRegistersAreZero() {
        List<Bar> bars = bars("\tRegion 0: Memory at 38f1000000 (64-bit, prefetchable) [virtual] [size=2M]\n"
                + "\tRegion 4: Memory at <unassigned> (64-bit, non-prefetchable) [virtual] [disabled] [size=1536]\n"
                        .replace("1536", "16K"));
        assertThat(bars)
                .containsExactly(
                        new Bar(0, Bar.Type.MEMORY_64, true, 0x38f1000000L, 2 << 20),
                        new Bar(4, Bar.Type.MEMORY_64, false, 0, 16 << 10));
    }

    @Test
    void shouldMatchLinesWithoutNumbersByAddress() {
        config.setU32(0x10, 0xfe800000);
        config.setU32(0x14, 0xc101);
        List<Bar> bars = bars("\tMemory at fe800000 (32-bit, non-prefetchable) [size=8M]\n"
                + "\tI/O ports at c100 [size=8]\n\tExpansion ROM at <ignored> [disabled] [size=64K]\n");
        assertThat(bars)
                .containsExactly(
                        new Bar(0, Bar.Type.MEMORY_32, false, 0xfe800000L, 8 << 20),
                        new Bar(1, Bar.Type.IO, false, 0xc100, 8),
                        new Bar(6, Bar.Type.ROM, false, 0, 64 << 10));
    }

    @Test
    void shouldPreferTheAddressOfTheLine() {
        config.setU32(0x10, 0x10000000);
        config.setU32(0x14, 0x20000000);
        List<Bar> bars = bars("\tRegion 0: Memory at f0000000 (32-bit, non-prefetchable) [size=4K]\n"
                + "\tRegion 1: Memory at <ignored> (32-bit, non-prefetchable) [size=4K]\n");
        assertThat(bars).extracting(Bar::address).containsExactly(0xf0000000L, 0x20000000L);
    }

    @Test
    void shouldIgnoreRegionsOfEnhancedAllocation() {
        assertThat(bars("\tRegion 0: Memory at 84300000 (64-bit, non-prefetchable) [enhanced] [size=3M]\n"))
                .isEmpty();
    }

    @Test
    void shouldGiveBridgesTwoBarsAndCardBusBridgesNone() {
        for (int index = 0; index < 6; index++) {
            config.setU32(0x10 + 4 * index, 0xfe000000 + (index << 16));
        }
        config.setU8(0x0e, 0x81);
        assertThat(bars("")).extracting(Bar::index).containsExactly(0, 1);
        config.setU8(0x0e, 2);
        assertThat(bars("")).isEmpty();
    }

    @Test
    void shouldTakeAllOnesForNoBar() {
        for (int register = 0x10; register < 0x34; register += 4) {
            config.setU32(register, -1);
        }
        assertThat(bars("")).isEmpty();
    }

    @Test
    void shouldTakeThe64BitFlagOfTheLastBarForAMistake() {
        config.setU32(0x24, 0xfe000004);
        assertThat(bars("")).containsExactly(new Bar(5, Bar.Type.MEMORY_32, false, 0xfe000000L, 0x100000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3", "8", "1536K", "3M", "4G", "16T", "999999999999999999T"})
    void shouldRefuseSizesThatNo32BitBarHas(String size) {
        assertThatThrownBy(() -> bars("\tRegion 0: Memory at 0 (32-bit, prefetchable) [size=" + size + "]\n"))
                .isInstanceOf(LspciFormatException.class)
                .hasMessage("line 2: no size of a BAR: [size=" + size + "]");
    }

    @Test
    void shouldTakeLarge64BitBars() {
        assertThat(bars("\tRegion 0: Memory at 4000000000 (64-bit, prefetchable) [size=16T]\n"))
                .containsExactly(new Bar(0, Bar.Type.MEMORY_64, true, 0x4000000000L, 16L << 40));
    }

    private List<Bar> bars(String regionLines) {
        String plain =
                LspciDump.format(List.of(new DumpedFunction(PciAddress.parse("00:00.0"), "x", config, List.of())));
        List<DumpedFunction> functions = LspciDump.parse(plain.replaceFirst("\n", "\n" + regionLines));
        assertThat(LspciDump.parse(LspciDump.format(functions))).isEqualTo(functions);
        return functions.getFirst().bars();
    }
}
