// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.RawCapability;
import org.junit.jupiter.api.Test;

class ExpressRulesTest {
    private static final int EXPRESS = TestFunctions.STANDARD;
    private static final int DEVICE_CONTROL = EXPRESS + 0x08;
    private static final int DEVICE_STATUS = EXPRESS + 0x0a;

    @Test
    void shouldResetTheFunctionByItsControlBitWhichReadsZero() {
        PciFunction function = endpoint(PciExpressCapability.ofEndpoint());
        function.writeConfig(Registers.COMMAND, 2, 6);
        function.writeConfig(DEVICE_CONTROL, 2, 0x502f);

        function.writeConfig(DEVICE_CONTROL, 2, 0xd02f);

        assertThat(function.readConfig(Registers.COMMAND, 2)).isZero();
        assertThat(function.readConfig(DEVICE_CONTROL, 2))
                .as("payload size stays, the rest is as after power-on")
                .isEqualTo(0x2810 | 0x0020);
    }

    @Test
    void shouldIgnoreTheResetBitWhereItIsNotSupported() {
        PciFunction function = endpoint(RawCapability.of(CapabilityId.EXP, 0x3c).u16(2, 2));
        function.writeConfig(Registers.COMMAND, 2, 6);

        function.writeConfig(DEVICE_CONTROL, 2, 0x8000);

        assertThat(function.readConfig(Registers.COMMAND, 2)).isEqualTo(6);
    }

    @Test
    void shouldTakeOnlyTheControlsThatAreSupported() {
        PciFunction plain = endpoint(RawCapability.of(CapabilityId.EXP, 0x3c).u16(2, 2));
        plain.writeConfig(DEVICE_CONTROL, 2, 0x7fff);
        plain.writeConfig(EXPRESS + 0x28, 2, 0xffff);
        assertThat(plain.readConfig(DEVICE_CONTROL, 2)).isEqualTo(0x7cff);
        assertThat(plain.readConfig(EXPRESS + 0x28, 2)).isEqualTo(0x0340);

        PciFunction rich = endpoint(PciExpressCapability.ofEndpoint());
        rich.writeConfig(DEVICE_CONTROL, 2, 0x7fff);
        rich.writeConfig(EXPRESS + 0x28, 2, 0xffff);
        assertThat(rich.readConfig(DEVICE_CONTROL, 2)).isEqualTo(0x7dff);
        assertThat(rich.readConfig(EXPRESS + 0x28, 2)).isEqualTo(0x075f);
    }

    @Test
    void shouldClearDetectedErrorsByWritingOne() {
        PciFunction function =
                endpoint(RawCapability.of(CapabilityId.EXP, 0x3c).u16(2, 2).u16(0x0a, 0x003f));

        function.writeConfig(DEVICE_STATUS, 2, 0x0035);

        assertThat(function.readConfig(DEVICE_STATUS, 2)).isEqualTo(0x003a);
    }

    @Test
    void shouldKeepLinkControlAcrossReset() {
        PciFunction function = endpoint(PciExpressCapability.ofEndpoint());

        function.writeConfig(EXPRESS + 0x10, 2, 0xffff);
        function.reset();

        assertThat(function.readConfig(EXPRESS + 0x10, 2)).isEqualTo(0x02cb);
    }

    @Test
    void shouldHaveSlotAndRootControlsInARootPortOnly() {
        PciFunction port = endpoint(RawCapability.of(CapabilityId.EXP, 0x3c).u16(2, 0x0142));
        PciFunction endpoint = endpoint(PciExpressCapability.ofEndpoint());
        for (PciFunction function : new PciFunction[] {port, endpoint}) {
            function.writeConfig(EXPRESS + 0x18, 2, 0xffff);
            function.writeConfig(EXPRESS + 0x1c, 2, 0xffff);
        }

        assertThat(port.readConfig(EXPRESS + 0x18, 2)).isEqualTo(0x1fff);
        assertThat(port.readConfig(EXPRESS + 0x1c, 2)).isEqualTo(0x001f);
        assertThat(endpoint.readConfig(EXPRESS + 0x18, 2)).isZero();
        assertThat(endpoint.readConfig(EXPRESS + 0x1c, 2)).isZero();
    }

    @Test
    void shouldResetThroughAdvancedFeatures() {
        PciFunction function = TestFunctions.builder()
                .capability(RawCapability.of(CapabilityId.AF, 6).u8(2, 6).u8(3, 3))
                .build();
        function.writeConfig(Registers.COMMAND, 2, 6);

        function.writeConfig(TestFunctions.STANDARD + 4, 1, 1);

        assertThat(function.readConfig(Registers.COMMAND, 2)).isZero();
        assertThat(function.readConfig(TestFunctions.STANDARD + 4, 1)).isZero();
    }

    private static PciFunction endpoint(CapabilityStructure express) {
        return TestFunctions.builder().capability(express).build();
    }
}
