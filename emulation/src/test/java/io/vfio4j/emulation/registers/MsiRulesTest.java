// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.MsiCapability;
import io.vfio4j.pci.structure.MsixCapability;
import io.vfio4j.pci.structure.RawCapability;
import org.junit.jupiter.api.Test;

class MsiRulesTest {
    private static final int MSI = TestFunctions.STANDARD;

    @Test
    void shouldStoreA64BitAddressDataAndMasks() {
        PciFunction function = TestFunctions.with(MsiCapability.of(2));
        fill(function, 24);

        assertThat(function.readConfig(MSI + 2, 2)).isEqualTo(0x01f5);
        assertThat(function.readConfig(MSI + 4, 4)).isEqualTo(0xfffffffc);
        assertThat(function.readConfig(MSI + 8, 4)).isEqualTo(0xffffffff);
        assertThat(function.readConfig(MSI + 0x0c, 4)).isEqualTo(0x0000ffff);
        assertThat(function.readConfig(MSI + 0x10, 4)).isEqualTo(0x0000000f);
        assertThat(function.readConfig(MSI + 0x14, 4)).isZero();
    }

    @Test
    void shouldStoreA32BitAddressWithoutMasks() {
        PciFunction function = TestFunctions.with(RawCapability.of(CapabilityId.MSI, 10));
        fill(function, 12);

        assertThat(function.readConfig(MSI + 2, 2)).isEqualTo(0x0071);
        assertThat(function.readConfig(MSI + 4, 4)).isEqualTo(0xfffffffc);
        assertThat(function.readConfig(MSI + 8, 4)).isEqualTo(0x0000ffff);
    }

    @Test
    void shouldTakeThe32BitsOfExtendedMessageData() {
        PciFunction function =
                TestFunctions.with(RawCapability.of(CapabilityId.MSI, 12).u16(2, 1 << 9));
        fill(function, 12);

        assertThat(function.readConfig(MSI + 2, 2)).isEqualTo(0x0671);
        assertThat(function.readConfig(MSI + 8, 4)).isEqualTo(0xffffffff);
    }

    @Test
    void shouldTakeOnlyEnableAndFunctionMaskOfMsix() {
        PciFunction function = TestFunctions.with(MsixCapability.of(8, 0, 0, 0x800));
        fill(function, 12);

        assertThat(function.readConfig(MSI + 2, 2)).isEqualTo(0xc007);
        assertThat(function.readConfig(MSI + 4, 4)).isZero();
        assertThat(function.readConfig(MSI + 8, 4)).isEqualTo(0x800);
        function.reset();
        assertThat(function.readConfig(MSI + 2, 2)).isEqualTo(0x0007);
    }

    private static void fill(PciFunction function, int size) {
        for (int at = 0; at < size; at += 4) {
            function.writeConfig(MSI + at, 4, -1);
        }
    }
}
