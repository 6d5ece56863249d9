// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.Spaces;
import org.junit.jupiter.api.Test;

class FreeSpaceTest {
    private final ConfigSpace config = Spaces.express();

    @Test
    void shouldRefuseAnAlignmentThatIsNone() {
        FreeSpace space = FreeSpace.of(config);
        assertThatIllegalArgumentException().isThrownBy(() -> space.find(true, 8, 3));
        assertThat(space.find(true, 8, 0x800)).hasValue(0x800);
        assertThat(space.find(false, 4, 0x100)).isEmpty();
    }

    @Test
    void shouldNotTakeBytesForFreeThatDoNotReadZero() {
        config.setU8(0x107, 1);
        assertThat(FreeSpace.of(config).find(true, 8)).hasValue(0x108);
        assertThat(FreeSpace.of(config).find(true, 4)).hasValue(0x100);
    }

    @Test
    void shouldRememberWhatWasTakenAndGivenBack() {
        FreeSpace space = FreeSpace.of(config);
        space.take(0x100, 8);
        assertThat(space.find(true, 8)).hasValue(0x108);
        space.release(0x100, 8);
        assertThat(space.find(true, 8)).hasValue(0x100);
    }

    @Test
    void shouldOfferTheExtendedSpaceBeforeItIsExtendedOnlyToWhoMakesTheFunction() {
        ConfigSpace unfinished = Spaces.conventional();
        ConfigSpace wide = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        assertThat(FreeSpace.of(wide).find(true, 8)).isEmpty();
        assertThat(FreeSpace.ofUnfinished(wide).find(true, 8)).hasValue(0x100);
        assertThat(FreeSpace.ofUnfinished(unfinished).find(true, 8)).isEmpty();
    }

    @Test
    void shouldLeaveBytesAloneThatMayBelongToAStructureOfUnknownLength() {
        Spaces.extended(config, 0x100, CapabilityId.IDE, 0x180);
        Spaces.extended(config, 0x180, CapabilityId.ATS, 0);
        assertThat(FreeSpace.of(config).find(true, 8)).hasValue(0x188);
    }
}
