// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.lspci.DumpedFunction;
import io.vfio4j.pci.structure.AcsCapability;
import io.vfio4j.pci.structure.AerCapability;
import io.vfio4j.pci.structure.DvsecCapability;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.RawCapability;
import java.util.List;
import org.junit.jupiter.api.Test;

/** AER, ACS, LTR, Resizable BAR, virtual channels, and capabilities without rules. */
class ExtendedRulesTest {
    private static final int CAPABILITY = TestFunctions.EXTENDED;

    @Test
    void shouldKeepErrorReportingAcrossResetAndClearItsStatusByWritingOne() {
        PciFunction function = TestFunctions.with(RawCapability.of(AerCapability.withDefaults())
                .u32(0x04, 0x00101000)
                .u32(0x18, 0x000000a0));
        function.writeConfig(CAPABILITY + 8, 4, -1);
        function.writeConfig(CAPABILITY + 0x18, 4, -1);
        function.writeConfig(CAPABILITY + 4, 4, 0x00001000);

        function.reset();

        assertThat(function.readConfig(CAPABILITY + 4, 4)).isEqualTo(0x00100000);
        assertThat(function.readConfig(CAPABILITY + 8, 4)).isEqualTo(0xfffff030);
        assertThat(function.readConfig(CAPABILITY + 0x18, 4)).isEqualTo(0x000001e0);
    }

    @Test
    void shouldEnableOnlySupportedAccessControls() {
        PciFunction function = TestFunctions.with(AcsCapability.ofEndpoint());

        function.writeConfig(CAPABILITY + 4, 4, -1);

        assertThat(function.readConfig(CAPABILITY + 4, 4)).isEqualTo(0x005c005c);
    }

    @Test
    void shouldHaveAnEgressVectorOfItsSize() {
        PciFunction function =
                TestFunctions.with(RawCapability.of(CapabilityId.ACS, 16).u16(4, 40 << 8 | 0x20));

        function.writeConfig(CAPABILITY + 8, 4, -1);
        function.writeConfig(CAPABILITY + 12, 4, -1);

        assertThat(function.readConfig(CAPABILITY + 8, 4)).isEqualTo(-1);
        assertThat(function.readConfig(CAPABILITY + 12, 4)).isEqualTo(0xff);
    }

    @Test
    void shouldResizeABarToAnOfferedSizeOnly() {
        PciFunction function = TestFunctions.builder()
                .bar(new Bar(2, Bar.Type.MEMORY_64, true, 0xf0100000L, 0x100000))
                .capability(PciExpressCapability.ofEndpoint())
                .capability(RawCapability.of(CapabilityId.REBAR, 12)
                        .u32(4, 1 << 4 | 1 << 6)
                        .u32(8, 1 << 5 | 2))
                .build();

        function.writeConfig(CAPABILITY + 8, 4, 1 << 8);
        assertThat(function.readConfig(CAPABILITY + 8, 4)).isEqualTo(1 << 5 | 2);
        function.writeConfig(CAPABILITY + 8, 4, 2 << 8);
        assertThat(function.readConfig(CAPABILITY + 8, 4)).isEqualTo(2 << 8 | 1 << 5 | 2);

        assertThat(function.readConfig(0x18, 4)).isEqualTo(0xf000000c);
        function.writeConfig(0x18, 4, -1);
        assertThat(function.readConfig(0x18, 4)).isEqualTo(0xffc0000c);
    }

    @Test
    void shouldNotTurnOffTheFirstVirtualChannel() {
        PciFunction function = TestFunctions.with(RawCapability.of(CapabilityId.VC, 0x28)
                .u32(4, 1)
                .u32(0x14, 0x800000ff)
                .u32(0x20, 0));

        function.writeConfig(CAPABILITY + 0x14, 4, 0);
        function.writeConfig(CAPABILITY + 0x20, 4, -1);

        assertThat(function.readConfig(CAPABILITY + 0x14, 4)).isEqualTo(0x80000001);
        assertThat(function.readConfig(CAPABILITY + 0x20, 4)).isEqualTo(0x870e00ff);
    }

    @Test
    void shouldNotChangeWhatHasNoRules() {
        PciFunction function = TestFunctions.with(DvsecCapability.of(0x1e98, 1, 0, new byte[] {1, 2, 3, 4, 5, 6}));
        for (int offset = CAPABILITY; offset < 4096; offset += 4) {
            int before = function.readConfig(offset, 4);
            function.writeConfig(offset, 4, ~before);
            assertThat(function.readConfig(offset, 4)).isEqualTo(before);
        }
    }

    @Test
    void shouldCutACapabilityAtTheEndOfTheSpace() {
        ConfigSpace config = ConfigSpace.ofSize(4096);
        config.setU16(0x06, 0x10);
        config.setU8(0x34, 0x40);
        config.setU16(0x40, 0x10);
        config.setU32(0x100, 0xff81_0018);
        config.setU32(0xff8, 0x0001_0010);
        PciFunction function = PciFunction.builder(
                        new DumpedFunction(PciAddress.parse("00:01.0"), "test", config, List.of()))
                .build();

        function.writeConfig(0xffc, 4, -1);
        function.reset();

        assertThat(CapabilityList.of(function.config()).find(CapabilityId.SRIOV))
                .isPresent();
        for (int offset = 0x100; offset < 4096; offset += 4) {
            assertThat(function.readConfig(offset, 4)).isEqualTo(config.u32(offset));
        }
    }
}
