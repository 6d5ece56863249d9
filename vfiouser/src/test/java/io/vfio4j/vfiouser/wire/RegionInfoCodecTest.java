// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.abi.HostOrder;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionCapability.Area;
import io.vfio4j.device.RegionInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionInfoCodecTest {
    private static final RegionInfo PLAIN = new RegionInfo(7, RegionInfo.READ | RegionInfo.WRITE, 4096, 7L << 40);
    private static final RegionInfo RICH = new RegionInfo(
            2,
            RegionInfo.READ | RegionInfo.MMAP,
            1L << 36,
            0,
            List.of(
                    new RegionCapability.SparseMmap(List.of(new Area(0, 4096), new Area(8192, 1L << 35))),
                    new RegionCapability.MsixMappable(),
                    new RegionCapability.DeviceSpecific(0x8000_10de, 1),
                    new RegionCapability.Other(77, 3)));

    private final MemorySegment segment = Arena.ofAuto().allocate(256);

    @Test
    void shouldRoundTripARegionWithoutCapabilities() {
        assertThat(RegionInfoCodec.encode(PLAIN, 32, segment, 8)).isEqualTo(32);
        assertThat(HostOrder.u32(segment, 8)).isEqualTo(32);
        assertThat(RegionInfoCodec.decode(segment, 8, 32)).isEqualTo(PLAIN);
    }

    @Test
    void shouldRoundTripACapabilityChain() {
        int size = RegionInfoCodec.wholeSize(RICH);

        assertThat(size).isEqualTo(32 + 48 + 8 + 16 + 8);
        assertThat(RegionInfoCodec.encode(RICH, size, segment, 0)).isEqualTo(size);
        assertThat(RegionInfoCodec.decode(segment, 0, size)).isEqualTo(RICH);
        assertThat(HostOrder.u32(segment, 4) & RegionInfo.CAPS).isNotZero();
        assertThat(HostOrder.u32(segment, 12)).isEqualTo(32);
    }

    @Test
    void shouldOnlyHintAtCapabilitiesThatDoNotFit() {
        int size = RegionInfoCodec.wholeSize(RICH);

        assertThat(RegionInfoCodec.encode(RICH, size - 1, segment, 0)).isEqualTo(32);
        assertThat(RegionInfoCodec.argsz(segment, 0, 32)).isEqualTo(size);
        assertThat(HostOrder.u32(segment, 4) & RegionInfo.CAPS).isZero();
        assertThat(HostOrder.u32(segment, 12)).isZero();
        assertThat(RegionInfoCodec.decode(segment, 0, 32).capabilities()).isEmpty();
    }

    @Test
    void shouldTakeAnArgszOfAllOnesForAnAmpleOne() {
        assertThat(RegionInfoCodec.encode(RICH, -1, segment, 0)).isEqualTo(RegionInfoCodec.wholeSize(RICH));
    }

    @Test
    void shouldRoundTripACommand() {
        RegionInfoCodec.putCommand(new RegionInfoCodec.Query(80, 5), segment, 0);

        assertThat(RegionInfoCodec.decodeCommand(segment, 0, 32)).isEqualTo(new RegionInfoCodec.Query(80, 5));
    }

    @Test
    void shouldRefuseACommandWithTooLittleRoom() {
        RegionInfoCodec.putCommand(new RegionInfoCodec.Query(31, 5), segment, 0);

        assertThatThrownBy(() -> RegionInfoCodec.decodeCommand(segment, 0, 32))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("argsz 31");
        assertThatThrownBy(() -> RegionInfoCodec.decodeCommand(segment, 0, 31))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void shouldRefuseAChainThatGoesBackwards() {
        int size = RegionInfoCodec.encode(RICH, -1, segment, 0);
        HostOrder.putU32(segment, 32 + 48 + 4, 32);

        assertThatThrownBy(() -> RegionInfoCodec.decode(segment, 0, size))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("region capability at 32");
    }

    @Test
    void shouldRefuseAChainThatLeavesThePayload() {
        int size = RegionInfoCodec.encode(RICH, -1, segment, 0);

        HostOrder.putU32(segment, 12, size - 7);
        assertThatThrownBy(() -> RegionInfoCodec.decode(segment, 0, size))
                .isInstanceOf(MalformedMessageException.class);
        HostOrder.putU32(segment, 12, 0xffff_fff8);
        assertThatThrownBy(() -> RegionInfoCodec.decode(segment, 0, size))
                .isInstanceOf(MalformedMessageException.class);
        HostOrder.putU32(segment, 12, 0);
        assertThatThrownBy(() -> RegionInfoCodec.decode(segment, 0, size))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void shouldRefuseMoreAreasThanThePayloadHas() {
        int size = RegionInfoCodec.encode(RICH, -1, segment, 0);
        HostOrder.putU32(segment, 32 + 8, -1);

        assertThatThrownBy(() -> RegionInfoCodec.decode(segment, 0, size))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("sparse mmap areas");
    }
}
