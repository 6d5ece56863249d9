// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.abi;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.RegionCapability;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionCapabilityChainTest {
    private final MemorySegment info = MemorySegment.ofArray(new byte[128]);

    @Test
    void shouldFollowTheChain() {
        header(32, 3, 1, 40);
        header(40, 2, 1, 64);
        info.set(JAVA_INT_UNALIGNED, 48, 0x80008086);
        info.set(JAVA_INT_UNALIGNED, 52, 1);
        header(64, 1, 1, 0);
        info.set(JAVA_INT_UNALIGNED, 72, 1);
        info.set(JAVA_LONG_UNALIGNED, 80, 0x1000);
        info.set(JAVA_LONG_UNALIGNED, 88, 0x3000);

        assertThat(RegionCapabilityChain.decodeWhatFits(info, 32))
                .containsExactly(
                        new RegionCapability.MsixMappable(),
                        new RegionCapability.DeviceSpecific(0x80008086, 1),
                        new RegionCapability.SparseMmap(List.of(new RegionCapability.Area(0x1000, 0x3000))));
    }

    @Test
    void shouldKeepWhatItDoesNotKnow() {
        header(32, 77, 2, 0);

        assertThat(RegionCapabilityChain.decodeWhatFits(info, 32)).containsExactly(new RegionCapability.Other(77, 2));
    }

    @Test
    void shouldEndAChainThatLoops() {
        header(32, 3, 1, 32);

        assertThat(RegionCapabilityChain.decodeWhatFits(info, 32)).containsExactly(new RegionCapability.MsixMappable());
    }

    @Test
    void shouldEndAtACapabilityWithinAnother() {
        overlap();

        assertThat(RegionCapabilityChain.decodeWhatFits(info, 32))
                .containsExactly(new RegionCapability.SparseMmap(List.of(new RegionCapability.Area(0x1_0001, 4))));
    }

    /** Each of them could claim all that follows it, which makes gigabytes of a megabyte. */
    @Test
    void shouldRefuseACapabilityWithinAnother() {
        overlap();

        assertThatThrownBy(() -> RegionCapabilityChain.decode(info, 0, 128, 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("region capability at 48 of a chain in 64 to 128");
    }

    @Test
    void shouldRefuseMoreCapabilitiesThanAnyRegionHas() {
        MemorySegment many = MemorySegment.ofArray(new byte[32 + 65 * 8]);
        for (int i = 0; i < 64; i++) {
            many.set(JAVA_SHORT_UNALIGNED, 32 + i * 8, (short) 3);
            many.set(JAVA_INT_UNALIGNED, 36 + i * 8, i < 63 ? 40 + i * 8 : 0);
        }
        assertThat(RegionCapabilityChain.decode(many, 0, many.byteSize(), 32)).hasSize(64);

        many.set(JAVA_INT_UNALIGNED, 36 + 63 * 8, 32 + 64 * 8);
        assertThatThrownBy(() -> RegionCapabilityChain.decode(many, 0, many.byteSize(), 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("more than 64 region capabilities");
        assertThat(RegionCapabilityChain.decodeWhatFits(many, 32)).hasSize(64);
    }

    /** Makes a sparse mmap capability within the only area of another. */
    private void overlap() {
        header(32, 1, 1, 48);
        info.set(JAVA_INT_UNALIGNED, 40, 1);
        header(48, 1, 1, 0);
        info.set(JAVA_INT_UNALIGNED, 56, 4);
    }

    @Test
    void shouldTakeNoMoreAreasThanThereIsRoomFor() {
        header(96, 1, 1, 0);
        info.set(JAVA_INT_UNALIGNED, 104, -1);

        assertThat(RegionCapabilityChain.decodeWhatFits(info, 96))
                .containsExactly(new RegionCapability.SparseMmap(List.of(new RegionCapability.Area(0, 0))));
    }

    @Test
    void shouldEndWhereTheAnswerEnds() {
        header(32, 3, 1, 124);

        assertThat(RegionCapabilityChain.decodeWhatFits(info, 32)).containsExactly(new RegionCapability.MsixMappable());
        assertThat(RegionCapabilityChain.decodeWhatFits(info, 0x7fff_fff0)).isEmpty();
        assertThat(RegionCapabilityChain.decodeWhatFits(info, -8)).isEmpty();
    }

    private void header(int at, int id, int version, int next) {
        info.set(JAVA_SHORT_UNALIGNED, at, (short) id);
        info.set(JAVA_SHORT_UNALIGNED, at + 2, (short) version);
        info.set(JAVA_INT_UNALIGNED, at + 4, next);
    }
}
