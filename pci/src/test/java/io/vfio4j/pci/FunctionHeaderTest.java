// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FunctionHeaderTest {
    private final ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE);

    @Test
    void shouldReadAnEndpointsHeader() {
        config.setU32(0x00, 0x00f4_1b36);
        config.setU32(0x08, 0x1200_0001);
        config.setU8(0x0e, 0x80);
        config.setU32(0x2c, 0x1100_1af4);

        FunctionHeader header = FunctionHeader.of(config);

        assertThat(header).isEqualTo(new FunctionHeader(0x1b36, 0x00f4, 0x120000, 1, 0, true, 0x1af4, 0x1100));
        assertThat(header.hasSubsystem()).isTrue();
        assertThat(header.typeName()).isEqualTo("endpoint");
    }

    @Test
    void shouldNotTakeABridgesWindowsForASubsystem() {
        config.setU8(0x0e, 1);
        config.setU32(0x2c, 0xffff_ffff);

        FunctionHeader header = FunctionHeader.of(config);

        assertThat(header.subsystemVendorId()).isZero();
        assertThat(header.subsystemId()).isZero();
        assertThat(header.hasSubsystem()).isFalse();
        assertThat(header.multifunction()).isFalse();
        assertThat(header.typeName()).isEqualTo("PCI-to-PCI bridge");
    }

    @Test
    void shouldNameEveryType() {
        config.setU8(0x0e, 0x82);
        assertThat(FunctionHeader.of(config).typeName()).isEqualTo("CardBus bridge");
        config.setU8(0x0e, 0x7f);
        assertThat(FunctionHeader.of(config).typeName()).isEqualTo("unknown");
    }
}
