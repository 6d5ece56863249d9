// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.CountingContents;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.RawCapability;
import org.junit.jupiter.api.Test;

class VfioPciAdvancedFeaturesTest {
    private static final int CONTROL = 0x40 + 4;

    @Test
    void shouldResetTheFunctionAndClearTheBit() {
        CountingContents contents = new CountingContents();
        Access config = open(3, contents);
        int opened = contents.resets();

        config.u8(CONTROL, 1);

        assertThat(config.u8(CONTROL)).isZero();
        assertThat(contents.resets()).isEqualTo(opened + 1);
    }

    @Test
    void shouldNotResetAFunctionThatCannot() {
        CountingContents contents = new CountingContents();
        Access config = open(1, contents);

        config.u8(CONTROL, 1);

        assertThat(config.u8(CONTROL)).isZero();
        assertThat(contents.resets()).isZero();
    }

    private static Access open(int capabilities, CountingContents contents) {
        return Access.toConfig(Endpoints.plain()
                .capability(RawCapability.of(CapabilityId.AF, 6).u8(2, 6).u8(3, capabilities))
                .contents(0, contents)
                .build());
    }
}
