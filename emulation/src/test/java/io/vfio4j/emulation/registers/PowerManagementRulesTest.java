// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.PowerManagementCapability;
import io.vfio4j.pci.structure.RawCapability;
import org.junit.jupiter.api.Test;

class PowerManagementRulesTest {
    private static final int CONTROL = TestFunctions.STANDARD + 4;

    @Test
    void shouldKeepRegistersAcrossD3HotWithNoSoftReset() {
        PciFunction function = TestFunctions.with(PowerManagementCapability.ofEndpoint());
        function.writeConfig(Registers.COMMAND, 2, 6);

        function.writeConfig(CONTROL, 2, 3);
        assertThat(function.readConfig(CONTROL, 2)).isEqualTo(0x000b);
        function.writeConfig(CONTROL, 2, 0);

        assertThat(function.readConfig(CONTROL, 2)).isEqualTo(0x0008);
        assertThat(function.readConfig(Registers.COMMAND, 2)).isEqualTo(6);
    }

    @Test
    void shouldKeepRegistersAcrossD3HotWhenToldThatTheFunctionDoes() {
        PciFunction function = TestFunctions.builder()
                .capability(power(0x0003, 0))
                .keepsStateInD3hot()
                .build();
        function.writeConfig(Registers.COMMAND, 2, 6);

        function.writeConfig(CONTROL, 2, 3);
        function.writeConfig(CONTROL, 2, 0);

        assertThat(function.readConfig(Registers.COMMAND, 2)).isEqualTo(6);
    }

    @Test
    void shouldResetOnTheWayBackFromD3HotWithoutNoSoftReset() {
        PciFunction function = TestFunctions.with(power(0x0003, 0));
        function.writeConfig(Registers.COMMAND, 2, 6);

        function.writeConfig(CONTROL, 2, 3);
        assertThat(function.readConfig(Registers.COMMAND, 2)).isEqualTo(6);
        function.writeConfig(CONTROL, 2, 0);

        assertThat(function.readConfig(Registers.COMMAND, 2)).isZero();
    }

    @Test
    void shouldNotEnterAStateThatIsNotSupported() {
        PciFunction function = TestFunctions.with(power(0x0203, 0));

        function.writeConfig(CONTROL, 2, 2);
        assertThat(function.readConfig(CONTROL, 2)).isZero();
        function.writeConfig(CONTROL, 2, 1);
        assertThat(function.readConfig(CONTROL, 2)).isEqualTo(1);
    }

    @Test
    void shouldClearPmeStatusByWritingOneAndKeepItAcrossReset() {
        PciFunction function = TestFunctions.with(power(0xf803, 0x8100));

        function.reset();
        assertThat(function.readConfig(CONTROL, 2)).isEqualTo(0x8100);
        function.writeConfig(CONTROL, 2, 0x8000);

        assertThat(function.readConfig(CONTROL, 2)).isZero();
    }

    private static CapabilityStructure power(int capabilities, int control) {
        return RawCapability.of(CapabilityId.PM, 8).u16(2, capabilities).u16(4, control);
    }
}
