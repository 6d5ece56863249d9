// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.structure.RawCapability;
import io.vfio4j.pci.structure.SriovCapability;
import java.util.List;
import org.junit.jupiter.api.Test;

class SriovRulesTest {
    private static final int SRIOV = TestFunctions.EXTENDED;
    private static final int CONTROL = SRIOV + 0x08;
    private static final int NUM_VFS = SRIOV + 0x10;
    private static final int PAGE_SIZE = SRIOV + 0x20;

    private final PciFunction function =
            TestFunctions.with(RawCapability.of(SriovCapability.of(8, 1, 1, 0x1234, List.of()))
                    .u32(0x24, 0x8000000c)
                    .u32(0x28, 0x38));

    @Test
    void shouldSettleTheNumberOfVfsBeforeTheyAreEnabled() {
        function.writeConfig(NUM_VFS, 2, 4);
        function.writeConfig(CONTROL, 2, 1);
        function.writeConfig(NUM_VFS, 2, 6);
        assertThat(function.readConfig(NUM_VFS, 2)).isEqualTo(4);

        function.writeConfig(CONTROL, 2, 0);
        function.writeConfig(NUM_VFS, 2, 6);
        assertThat(function.readConfig(NUM_VFS, 2)).isEqualTo(6);
    }

    @Test
    void shouldNotTakeMoreVfsThanThereAre() {
        function.writeConfig(NUM_VFS, 2, 9);

        assertThat(function.readConfig(NUM_VFS, 2)).isZero();
    }

    @Test
    void shouldTakeOnlySupportedPageSizesWhileDisabled() {
        function.writeConfig(PAGE_SIZE, 4, 0x0f);
        assertThat(function.readConfig(PAGE_SIZE, 4)).isEqualTo(0x03);
        function.writeConfig(CONTROL, 2, 1);
        function.writeConfig(PAGE_SIZE, 4, 0x10);
        assertThat(function.readConfig(PAGE_SIZE, 4)).isEqualTo(0x03);
    }

    @Test
    void shouldSizeTheBarsOfOneVf() {
        function.writeConfig(SRIOV + 0x24, 4, -1);
        function.writeConfig(SRIOV + 0x28, 4, -1);

        assertThat(function.readConfig(SRIOV + 0x24, 4)).isEqualTo(0xffffc00c);
        assertThat(function.readConfig(SRIOV + 0x28, 4)).isEqualTo(-1);
        function.writeConfig(SRIOV + 0x2c, 4, -1);
        assertThat(function.readConfig(SRIOV + 0x2c, 4)).isZero();
    }

    @Test
    void shouldHaveNoVfsAfterReset() {
        function.writeConfig(NUM_VFS, 2, 4);
        function.writeConfig(CONTROL, 2, 0x19);

        function.reset();

        assertThat(function.readConfig(NUM_VFS, 2)).isZero();
        assertThat(function.readConfig(CONTROL, 2)).isZero();
        assertThat(function.readConfig(PAGE_SIZE, 4)).isEqualTo(1);
    }
}
