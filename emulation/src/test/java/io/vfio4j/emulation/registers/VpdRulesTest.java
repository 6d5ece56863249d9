// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.TestFunctions;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.RawCapability;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VpdRulesTest {
    private static final int ADDRESS = TestFunctions.STANDARD + 2;
    private static final int DATA = TestFunctions.STANDARD + 4;

    private final PciFunction function = TestFunctions.builder()
            .capability(RawCapability.of(CapabilityId.VPD, 8))
            .vitalProductData("accelerator".getBytes(StandardCharsets.US_ASCII))
            .build();

    @Test
    void shouldReadFourBytesAndSetTheFlag() {
        function.writeConfig(ADDRESS, 2, 0x0004);

        assertThat(function.readConfig(ADDRESS, 2)).isEqualTo(0x8004);
        assertThat(function.readConfig(DATA, 4)).isEqualTo(0x6172656c);
    }

    @Test
    void shouldWriteFourBytesAndClearTheFlag() {
        function.writeConfig(DATA, 4, 0x21212121);
        function.writeConfig(ADDRESS, 2, 0x8004);
        assertThat(function.readConfig(ADDRESS, 2)).isEqualTo(0x0004);

        function.writeConfig(ADDRESS, 2, 0x0000);
        assertThat(function.readConfig(DATA, 4)).isEqualTo(0x65636361);
        function.writeConfig(ADDRESS, 2, 0x0004);
        assertThat(function.readConfig(DATA, 4)).isEqualTo(0x21212121);
    }

    @Test
    void shouldReadAllOnesWhereThereIsNothing() {
        function.writeConfig(ADDRESS, 2, 0x7ffc);

        assertThat(function.readConfig(ADDRESS, 2)).isEqualTo(0xfffc);
        assertThat(function.readConfig(DATA, 4)).isEqualTo(-1);
    }

    @Test
    void shouldWaitForTheByteWithTheFlag() {
        function.writeConfig(ADDRESS, 1, 0x04);
        assertThat(function.readConfig(ADDRESS, 2)).isEqualTo(0x0004);

        function.writeConfig(ADDRESS + 1, 1, 0x00);
        assertThat(function.readConfig(DATA, 4)).isEqualTo(0x6172656c);
    }
}
