// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.SampleFunctions;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.structure.RawCapability;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderRulesTest {

    @Test
    void shouldTakeTheCommandBitsOfAnExpressEndpoint() {
        PciFunction function = SampleFunctions.physicalFunction().build();

        function.writeConfig(Registers.COMMAND, 2, 0xffff);

        assertThat(function.readConfig(Registers.COMMAND, 2)).isEqualTo(0x0546);
    }

    @Test
    void shouldTakeTheIoBitWhereThereIsAnIoBar() {
        PciFunction function = TestFunctions.builder()
                .bar(new Bar(1, Bar.Type.IO, false, 0x1000, 8))
                .build();

        function.writeConfig(Registers.COMMAND, 2, 0xffff);

        assertThat(function.readConfig(Registers.COMMAND, 2)).isEqualTo(0x0557);
    }

    @Test
    void shouldClearStatusErrorsByWritingOneAndNothingElse() {
        ConfigSpace config = ConfigSpace.ofSize(256);
        config.setU16(Registers.STATUS, 0xf9b0);
        PciFunction function = dumped(config);

        function.writeConfig(Registers.STATUS, 2, 0x8000);
        assertThat(function.readConfig(Registers.STATUS, 2)).isEqualTo(0x79b0);
        function.writeConfig(Registers.STATUS, 2, 0);
        assertThat(function.readConfig(Registers.STATUS, 2)).isEqualTo(0x79b0);
        function.writeConfig(Registers.COMMAND, 4, 0x79ff0000);
        assertThat(function.readConfig(Registers.STATUS, 2)).isEqualTo(0x00b0);
    }

    @Test
    void shouldKeepTheIdentity() {
        PciFunction function = SampleFunctions.physicalFunction().build();
        ConfigSpace before = function.config();

        for (int offset : new int[] {0x00, 0x08, 0x28, 0x2c, 0x34, 0x38}) {
            function.writeConfig(offset, 4, ~before.u32(offset));
            assertThat(function.readConfig(offset, 4)).isEqualTo(before.u32(offset));
        }
    }

    @Test
    void shouldStoreTheInterruptLineOnly() {
        PciFunction function = TestFunctions.builder().interruptPin(1).build();

        function.writeConfig(0x3c, 4, 0xffff_ff0b);

        assertThat(function.readConfig(0x3c, 4)).isEqualTo(0x010b);
    }

    @Test
    void shouldProgramTheWindowsOfABridge() {
        ConfigSpace config = ConfigSpace.ofSize(256);
        config.setU8(0x0e, 1);
        config.setU16(0x24, 0x0001);
        config.setU16(0x26, 0x0001);
        PciFunction function = dumped(config);

        function.writeConfig(0x18, 4, 0x00040302);
        function.writeConfig(0x20, 4, 0x12341234);
        function.writeConfig(0x24, 4, 0x56785678);
        function.writeConfig(0x28, 4, 0x38);

        assertThat(function.readConfig(0x18, 4)).isEqualTo(0x00040302);
        assertThat(function.readConfig(0x20, 4)).isEqualTo(0x12301230);
        assertThat(function.readConfig(0x24, 4)).isEqualTo(0x56715671);
        assertThat(function.readConfig(0x28, 4)).isEqualTo(0x38);
    }

    @Test
    void shouldRefuseAccessesThatAreNotAlignedOrNotWithin() {
        PciFunction function = TestFunctions.builder().build();

        assertThatThrownBy(() -> function.readConfig(2, 4)).hasMessageContaining("offset=0x2");
        assertThatThrownBy(() -> function.readConfig(0, 3)).hasMessageContaining("width=3");
        assertThatThrownBy(() -> function.readConfig(4096, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> function.readConfig(-4, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> function.writeConfig(4096, 4, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadAndWriteSingleBytesOfARegister() {
        PciFunction function = TestFunctions.with(
                RawCapability.of(CapabilityId.LTR, 8).u16(4, 0x0102).u16(6, 0x0304));

        function.writeConfig(0x105, 1, 0x1f);

        assertThat(function.readConfig(0x104, 4)).isEqualTo(0x03041f02);
        assertThat(function.readConfig(0x105, 1)).isEqualTo(0x1f);
        assertThat(function.readConfig(0x106, 2)).isEqualTo(0x0304);
    }

    private static PciFunction dumped(ConfigSpace config) {
        DumpedFunction dump = new DumpedFunction(PciAddress.parse("00:01.0"), "test", config, List.of());
        return PciFunction.builder(dump).build();
    }
}
