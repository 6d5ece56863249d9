// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListWalkTest {
    private final ConfigSpace config = Spaces.express();
    private final List<Integer> pointers = new ArrayList<>();

    /** Follows every pointer but 0, as it is, and believes every header that is not all zeroes. */
    private final ListPolicy policy = new ListPolicy() {
        @Override
        public int follow(int from, int pointer) {
            pointers.add(from);
            return pointer;
        }

        @Override
        public boolean believes(int from, int offset, int header) {
            return header != 0;
        }
    };

    @Test
    void shouldStopAtTheCapabilityThatIsWanted() {
        Spaces.standard(config, 0x40, CapabilityId.EXP, 0x50);
        Spaces.standard(config, 0x50, CapabilityId.PM, 0x60);

        assertThat(ListWalk.STANDARD.find(
                        0x34, config.u8(0x34), config::u16, policy, capability -> capability.is(CapabilityId.PM)))
                .contains(new Capability(false, 1, 0, 0x50, 0x60));
        assertThat(pointers).containsExactly(0x34, 0x41);
    }

    @Test
    void shouldEndWhereThePolicyDoesNotBelieveAHeader() {
        Spaces.standard(config, 0x40, CapabilityId.EXP, 0x80);

        assertThat(ListWalk.STANDARD.find(0x34, config.u8(0x34), config::u16, policy, capability -> false))
                .isEmpty();
        assertThat(pointers).containsExactly(0x34, 0x41);
    }

    @Test
    void shouldGiveThePolicyTheReservedBitsOfAnExtendedPointer() {
        Spaces.extended(config, 0x100, CapabilityId.ATS, 0x203);
        List<Capability> seen = new ArrayList<>();

        ListWalk.findExtended(offset -> offset == 0x203 ? 0x1b | 2 << 16 : config.u32(offset), policy, capability -> {
            seen.add(capability);
            return false;
        });

        assertThat(seen)
                .containsExactly(new Capability(true, 0x0f, 1, 0x100, 0x203), new Capability(true, 0x1b, 2, 0x203, 0));
        assertThat(pointers).containsExactly(0x100, 0x100, 0x203);
    }

    @Test
    void shouldTakeAnExtendedHeaderApartAndMakeOne() {
        int header = ExtendedHeader.of(0x1b, 2, 0x168);
        assertThat(header).isEqualTo(0x1682_001b);
        assertThat(ExtendedHeader.id(header)).isEqualTo(0x1b);
        assertThat(ExtendedHeader.version(header)).isEqualTo(2);
        assertThat(ExtendedHeader.next(header | 0x0030_0000)).isEqualTo(0x168);
        assertThat(ExtendedHeader.withNext(header, 0xffc)).isEqualTo(0xffc2_001b);
    }
}
