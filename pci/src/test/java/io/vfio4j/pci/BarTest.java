// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BarTest {
    private final ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE);

    static List<Bar> bars() {
        return List.of(
                Bar.memory32(0, 0x1000),
                Bar.memory32(5, 16).at(0xffff_fff0L),
                Bar.memory32(1, 0x1000).asPrefetchable().at(0xfe00_0000L),
                Bar.memory64(4, 1L << 40).at(0xffff_ff00_0000_0000L),
                Bar.memory64(2, 0x1000).asPrefetchable().at(0x8000_0000L),
                Bar.io(3, 4).at(0xfffc),
                Bar.io(3, 256));
    }

    @ParameterizedTest
    @MethodSource("bars")
    void shouldDecodeWhatItEncodes(Bar bar) {
        config.setU32(bar.register(), bar.low());
        if (bar.registers() == 2) {
            config.setU32(bar.register() + 4, bar.high());
        }
        BarValue value = BarValue.decode(config, Registers.BAR_0, bar.index(), Registers.BARS);
        assertThat(value.bar(bar.index(), bar.size())).isEqualTo(bar);
        assertThat(value.registers()).isEqualTo(bar.registers());
    }

    @Test
    void shouldDecodeTheTypesOfTheSpecification() {
        config.setU32(0x10, 0xfe00_0004);
        config.setU32(0x14, 0x38);
        config.setU32(0x18, 0x0000_c001);
        config.setU32(0x1c, 0xfd00_0008);
        assertThat(decode(0)).isEqualTo(new BarValue(Bar.Type.MEMORY_64, false, 0x38_fe00_0000L));
        assertThat(decode(2)).isEqualTo(new BarValue(Bar.Type.IO, false, 0xc000));
        assertThat(decode(3)).isEqualTo(new BarValue(Bar.Type.MEMORY_32, true, 0xfd00_0000L));
        assertThat(decode(4)).isEqualTo(new BarValue(Bar.Type.MEMORY_32, false, 0));
    }

    @Test
    void shouldTakeTheLastForOneOf32Bits() {
        config.setU32(0x24, 0xfe00_000c);
        config.setU32(0x28, 0x38);
        assertThat(decode(5)).isEqualTo(new BarValue(Bar.Type.MEMORY_32, true, 0xfe00_0000L));
    }

    @Test
    void shouldHaveNoPlaceAtFirst() {
        assertThat(Bar.memory64(0, 16).placed()).isFalse();
        assertThat(Bar.memory64(0, 16).at(0x10).placed()).isTrue();
        assertThat(Bar.rom(0x10000)).isEqualTo(new Bar(Bar.ROM_INDEX, Bar.Type.ROM, false, 0, 0x10000));
        assertThat(Bar.rom(0x10000).register()).isEqualTo(0x30);
        assertThat(Bar.rom(0x10000).at(0xfe00_0000L).low()).isEqualTo(0xfe00_0000);
    }

    @Test
    void shouldRefuseAnIndexOrASizeThatNoBarHas() {
        assertThatIllegalArgumentException().isThrownBy(() -> Bar.memory32(7, 16));
        assertThatIllegalArgumentException().isThrownBy(() -> Bar.memory32(-1, 16));
        assertThatIllegalArgumentException().isThrownBy(() -> Bar.memory32(0, 24));
        assertThatIllegalArgumentException().isThrownBy(() -> Bar.memory32(0, 0));
    }

    private BarValue decode(int index) {
        return BarValue.decode(config, Registers.BAR_0, index, Registers.BARS);
    }
}
