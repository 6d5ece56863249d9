// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.Bar;
import org.junit.jupiter.api.Test;

class BarRulesTest {

    @Test
    void shouldSizeMemoryOf32Bits() {
        PciFunction function = TestFunctions.builder()
                .bar(new Bar(2, Bar.Type.MEMORY_32, true, 0xf0000000L, 0x4000))
                .build();

        assertThat(sized(function, 0x18, -1)).isEqualTo(0xffffc008);
        assertThat(function.readConfig(0x18, 4)).isEqualTo(0xf0000008);
    }

    @Test
    void shouldSizeMemoryOf64BitsAboveFourGibibytes() {
        PciFunction function = TestFunctions.builder()
                .bar(new Bar(2, Bar.Type.MEMORY_64, true, 0x40_0000_0000L, 0x2_0000_0000L))
                .build();

        assertThat(sized(function, 0x18, -1)).isEqualTo(0x0000000c);
        assertThat(sized(function, 0x1c, -1)).isEqualTo(0xfffffffe);
        assertThat(function.readConfig(0x1c, 4)).isEqualTo(0x40);
    }

    @Test
    void shouldSizeInputAndOutputSpace() {
        PciFunction function = TestFunctions.builder()
                .bar(new Bar(1, Bar.Type.IO, false, 0xc060, 32))
                .build();

        assertThat(sized(function, 0x14, -1)).isEqualTo(0xffffffe1);
    }

    @Test
    void shouldSizeTheRomWithItsEnableBit() {
        PciFunction function = TestFunctions.builder()
                .bar(new Bar(Bar.ROM_INDEX, Bar.Type.ROM, false, 0xfeb80000L, 0x40000))
                .build();

        assertThat(sized(function, 0x30, 0xfffff800)).isEqualTo(0xfffc0000);
        function.writeConfig(0x30, 4, -1);
        assertThat(function.readConfig(0x30, 4)).isEqualTo(0xfffc0001);
    }

    @Test
    void shouldReadZeroWhereThereIsNoBar() {
        PciFunction function = TestFunctions.builder().build();

        assertThat(sized(function, 0x24, -1)).isZero();
        assertThat(sized(function, 0x30, -1)).isZero();
    }

    @Test
    void shouldKeepTheResourceWhenTheRegisterMoves() {
        PciFunction function = TestFunctions.builder().build();
        Bar before = function.bar(0).orElseThrow();

        function.writeConfig(0x10, 4, 0x80000000);

        assertThat(function.readConfig(0x10, 4)).isEqualTo(0x80000000);
        assertThat(function.bar(0)).contains(before);
    }

    @Test
    void shouldForgetAddressesOnReset() {
        PciFunction function = TestFunctions.builder().build();

        function.reset();

        assertThat(function.readConfig(0x10, 4)).isZero();
    }

    /** Sizes a BAR as Linux's __pci_read_base does: remember, write ones, read, put back. */
    private static int sized(PciFunction function, int register, int ones) {
        int remembered = function.readConfig(register, 4);
        function.writeConfig(register, 4, ones);
        int size = function.readConfig(register, 4);
        function.writeConfig(register, 4, remembered);
        assertThat(function.readConfig(register, 4)).isEqualTo(remembered);
        return size;
    }
}
