// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.structure.AtsCapability;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidExtendedCapability;
import io.vfio4j.pci.structure.PriCapability;
import org.junit.jupiter.api.Test;

/** ATS, PRI and PASID: what an IOMMU driver enables. */
class TranslationRulesTest {
    private static final int CAPABILITY = TestFunctions.EXTENDED;

    @Test
    void shouldChangeTheTranslationUnitOnlyWhileDisabled() {
        PciFunction function = TestFunctions.with(AtsCapability.pageAligned());

        function.writeConfig(CAPABILITY + 6, 2, 0xffe5);
        assertThat(function.readConfig(CAPABILITY + 6, 2)).isEqualTo(0x8005);
        function.writeConfig(CAPABILITY + 6, 2, 0x8003);
        assertThat(function.readConfig(CAPABILITY + 6, 2)).isEqualTo(0x8005);
        function.writeConfig(CAPABILITY + 6, 2, 0x0000);
        function.writeConfig(CAPABILITY + 6, 2, 0x8003);
        assertThat(function.readConfig(CAPABILITY + 6, 2)).isEqualTo(0x8003);
    }

    @Test
    void shouldSayWhetherPageRequestsAreStopped() {
        PciFunction function = TestFunctions.with(PriCapability.of(256));
        assertThat(function.readConfig(CAPABILITY + 6, 2)).isEqualTo(0x8100);

        function.writeConfig(CAPABILITY + 0x0c, 4, 32);
        function.writeConfig(CAPABILITY + 4, 2, 1);
        assertThat(function.readConfig(CAPABILITY + 4, 4)).isEqualTo(0x80000001);

        function.writeConfig(CAPABILITY + 4, 2, 0);
        assertThat(function.readConfig(CAPABILITY + 6, 2)).isEqualTo(0x8100);
        assertThat(function.readConfig(CAPABILITY + 0x0c, 4)).isEqualTo(32);
    }

    @Test
    void shouldStopPageRequestsOnReset() {
        PciFunction function = TestFunctions.with(PriCapability.of(256));
        function.writeConfig(CAPABILITY + 4, 2, 1);

        function.reset();

        assertThat(function.readConfig(CAPABILITY + 4, 4)).isEqualTo(0x81000000);
    }

    @Test
    void shouldEnableOfPasidOnlyWhatIsSupported() {
        PciFunction function = TestFunctions.with(PasidExtendedCapability.of(new PasidCapability(16, false, true)));

        function.writeConfig(CAPABILITY + 6, 2, 0xffff);

        assertThat(function.readConfig(CAPABILITY + 6, 2)).isEqualTo(5);
    }

    @Test
    void shouldNotChangeThePasidCapabilityRegister() {
        PciFunction function = TestFunctions.with(PasidExtendedCapability.of(new PasidCapability(20, true, true), 2));

        function.writeConfig(CAPABILITY, 4, -1);
        function.writeConfig(CAPABILITY + 4, 2, 0);

        assertThat(function.readConfig(CAPABILITY, 4)).isEqualTo(0x0002001b);
        assertThat(function.readConfig(CAPABILITY + 4, 2)).isEqualTo(0x1406);
    }

    @Test
    void shouldDisablePasidOnReset() {
        PciFunction function = TestFunctions.with(PasidExtendedCapability.of(new PasidCapability(20, true, false)));
        function.enablePasid();
        assertThat(function.readConfig(CAPABILITY + 6, 2)).isEqualTo(3);

        function.reset();
        assertThat(function.readConfig(CAPABILITY + 6, 2)).isZero();
    }
}
