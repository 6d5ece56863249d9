// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.abi.HostOrder;
import io.vfio4j.device.DeviceInfo;
import io.vfio4j.device.IrqInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The messages that are one structure of one size. */
class FixedMessagesTest {
    private final MemorySegment segment = Arena.ofAuto().allocate(64);

    @Test
    void shouldRoundTripAHeader() {
        Header.putCommand(segment, 3, 0xabcd, WireCommand.REGION_READ, Header.NO_REPLY, 48);

        assertThat(Header.id(segment, 3)).isEqualTo(0xabcd);
        assertThat(Header.command(segment, 3)).isEqualTo(9);
        assertThat(Header.size(segment, 3)).isEqualTo(48);
        assertThat(Header.type(segment, 3)).isEqualTo(Header.COMMAND);
        assertThat(Header.flags(segment, 3)).isEqualTo(Header.NO_REPLY);
    }

    @Test
    void shouldMakeAnErrorAHeaderOnly() {
        Header.putError(segment, 0, 1, 99, 22);

        assertThat(Header.size(segment, 0)).isEqualTo(16);
        assertThat(Header.flags(segment, 0)).isEqualTo(Header.REPLY | Header.ERROR);
        assertThat(Header.error(segment, 0)).isEqualTo(22);
    }

    @Test
    void shouldKnowTheCommandsByNumber() {
        for (WireCommand command : WireCommand.values()) {
            assertThat(WireCommand.of(command.number())).isSameAs(command);
        }
        assertThat(WireCommand.of(0)).isNull();
        assertThat(WireCommand.of(14)).isNull();
        assertThat(WireCommand.of(19)).isNull();
        assertThat(WireCommand.of(65535)).isNull();
        assertThat(WireCommand.describe(9)).isEqualTo("VFIO_USER_REGION_READ");
        assertThat(WireCommand.describe(14)).isEqualTo("command 14");
    }

    @Test
    void shouldRoundTripDeviceInfo() {
        DeviceInfo info = new DeviceInfo(DeviceInfo.PCI | DeviceInfo.RESET, 9, 5);
        DeviceInfoCodec.encode(info, segment, 0);

        assertThat(DeviceInfoCodec.decode(segment, 0, 16)).isEqualTo(info);
    }

    @Test
    void shouldRefuseDeviceInfoWithNegativeCounts() {
        DeviceInfoCodec.encode(new DeviceInfo(0, -1, 5), segment, 0);

        assertThatThrownBy(() -> DeviceInfoCodec.decode(segment, 0, 16))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("4294967295 regions");
    }

    @Test
    void shouldRoundTripIrqInfo() {
        IrqInfo info = new IrqInfo(2, IrqInfo.EVENTFD | IrqInfo.NORESIZE, 2048);
        IrqInfoCodec.encode(info, segment, 0);

        assertThat(IrqInfoCodec.decode(segment, 0, 16)).isEqualTo(info);
        IrqInfoCodec.putCommand(4, segment, 0);
        assertThat(IrqInfoCodec.decodeCommand(segment, 0, 16)).isEqualTo(4);
    }

    @Test
    void shouldRoundTripDmaMappings() {
        DmaMapping map = new DmaMapping(DmaMapping.READABLE, 0x1000, 0xffff_ffff_ffff_f000L, 0x1000);
        map.encode(segment, 0);
        assertThat(DmaMapping.decode(segment, 0, 32)).isEqualTo(map);
        assertThat(map.readable()).isTrue();
        assertThat(map.writable()).isFalse();

        DmaUnmapping unmap = new DmaUnmapping(DmaUnmapping.ALL, 0, 0);
        unmap.encode(segment, 0);
        assertThat(DmaUnmapping.decode(segment, 0, 24)).isEqualTo(unmap);
    }

    @Test
    void shouldRoundTripDmaAccessInBothLayouts() {
        for (DmaAccess.Layout layout : DmaAccess.Layout.values()) {
            DmaAccess.put(segment, 0, 0x1234_5678_9abcL, 512, layout);
            assertThat(DmaAccess.address(segment, 0)).isEqualTo(0x1234_5678_9abcL);
            assertThat(DmaAccess.count(segment, 0, layout)).isEqualTo(512);
        }
    }

    @Test
    void shouldLeaveDataInPlaceInTheLayoutOfQemu() {
        HostOrder.putU32(segment, 12, 0x5555_5555);

        DmaAccess.put(segment, 0, 0, 4, DmaAccess.Layout.QEMU);

        assertThat(HostOrder.u32(segment, 12)).isEqualTo(0x5555_5555);
    }

    @Test
    void shouldRefuseAnArgszSmallerThanTheStructure() {
        new DmaMapping(3, 0, 0, 4096).encode(segment, 0);
        HostOrder.putU32(segment, 0, 31);
        assertThatThrownBy(() -> DmaMapping.decode(segment, 0, 32)).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> DmaUnmapping.decode(segment, 0, 23)).isInstanceOf(MalformedMessageException.class);
        HostOrder.putU32(segment, 0, 15);
        assertThatThrownBy(() -> DeviceInfoCodec.checkCommand(segment, 0, 16))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> IrqInfoCodec.decodeCommand(segment, 0, 16))
                .isInstanceOf(MalformedMessageException.class);
        HostOrder.putU32(segment, 0, 7);
        assertThatThrownBy(() -> FeatureRequest.decode(segment, 0, 8)).isInstanceOf(MalformedMessageException.class);
    }
}
