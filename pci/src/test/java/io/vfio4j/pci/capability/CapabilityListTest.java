// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CapabilityListTest {

    @Nested
    class Standard {
        private final ConfigSpace config = Spaces.conventional();

        @Test
        void shouldWalkInListOrder() {
            config.setU8(0x34, 0xf8);
            Spaces.standard(config, 0xf8, CapabilityId.PM, 0x50);
            Spaces.standard(config, 0x50, CapabilityId.MSI, 0xfc);
            Spaces.standard(config, 0xfc, CapabilityId.VNDR, 0);
            CapabilityList list = CapabilityList.of(config);
            assertThat(list.standard())
                    .containsExactly(
                            new Capability(false, 1, 0, 0xf8, 0x50),
                            new Capability(false, 5, 0, 0x50, 0xfc),
                            new Capability(false, 9, 0, 0xfc, 0));
            assertThat(list.extended()).isEmpty();
            assertThat(list.defects()).isEmpty();
            assertThat(list.all()).isEqualTo(list.standard());
            assertThat(list.find(CapabilityId.MSI)).map(Capability::offset).hasValue(0x50);
            assertThat(list.find(CapabilityId.EXP)).isEmpty();
        }

        @Test
        void shouldNotWalkWithoutTheStatusBit() {
            config.setU16(0x06, 0);
            Spaces.standard(config, 0x40, CapabilityId.PM, 0);
            assertThat(CapabilityList.of(config).all()).isEmpty();
        }

        @Test
        void shouldStartWhereACardBusBridgeHasItsPointer() {
            config.setU8(0x0e, 0x82);
            config.setU8(0x14, 0x80);
            Spaces.standard(config, 0x80, CapabilityId.PM, 0);
            assertThat(offsets(CapabilityList.of(config).standard())).containsExactly(0x80);
        }

        @Test
        void shouldEndALoop() {
            Spaces.standard(config, 0x40, CapabilityId.PM, 0x50);
            Spaces.standard(config, 0x50, CapabilityId.MSI, 0x42);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.standard())).containsExactly(0x40, 0x50);
            assertThat(list.defects())
                    .containsExactly(
                            new ListDefect(0x51, "pointer 0x42 is not a multiple of 4"),
                            new ListDefect(0x51, "list loops back to 0x40"));
        }

        @Test
        void shouldEndASelfLink() {
            Spaces.standard(config, 0x40, CapabilityId.PM, 0x40);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.standard())).containsExactly(0x40);
            assertThat(list.defects()).containsExactly(new ListDefect(0x41, "list loops back to 0x40"));
        }

        @Test
        void shouldNotWalkIntoTheHeader() {
            Spaces.standard(config, 0x40, CapabilityId.PM, 0x3c);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.standard())).containsExactly(0x40);
            assertThat(list.defects()).containsExactly(new ListDefect(0x41, "pointer 0x3c leads into the header"));
        }

        @Test
        void shouldFollowAnUnalignedPointerAsHardwareMeansIt() {
            config.setU8(0x34, 0x43);
            Spaces.standard(config, 0x40, CapabilityId.PM, 0);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.standard())).containsExactly(0x40);
            assertThat(list.defects()).containsExactly(new ListDefect(0x34, "pointer 0x43 is not a multiple of 4"));
        }

        @Test
        void shouldEndAtAllOnes() {
            Spaces.standard(config, 0x40, CapabilityId.PM, 0x80);
            config.setU16(0x80, 0xffff);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.standard())).containsExactly(0x40);
            assertThat(list.defects()).containsExactly(new ListDefect(0x80, "no capability: id 0xff"));
        }

        @Test
        void shouldTellOfAPointerToNothing() {
            CapabilityList list = CapabilityList.of(config);
            assertThat(list.standard()).extracting(Capability::name).containsExactly("Null");
            assertThat(list.defects()).containsExactly(new ListDefect(0x40, "pointer 0x40 leads to all zeroes"));
        }

        @Test
        void shouldTellOfARepetitionExceptWhereItIsAllowed() {
            Spaces.standard(config, 0x40, CapabilityId.VNDR, 0x50);
            Spaces.standard(config, 0x50, CapabilityId.VNDR, 0x60);
            Spaces.standard(config, 0x60, CapabilityId.PM, 0x70);
            Spaces.standard(config, 0x70, CapabilityId.PM, 0);
            CapabilityList list = CapabilityList.of(config);
            assertThat(list.standard()).hasSize(4);
            assertThat(list.defects()).containsExactly(new ListDefect(0x70, "Power Management again, first at 0x60"));
        }

        @Test
        void shouldListTheLongestListThereCanBe() {
            for (int offset = 0x40; offset < 0x100; offset += 4) {
                Spaces.standard(config, offset, CapabilityId.VNDR, (offset + 4) & 0xff);
            }
            assertThat(CapabilityList.of(config).standard()).hasSize(48);
        }
    }

    @Nested
    class Extended {
        private final ConfigSpace config = Spaces.express();

        @Test
        void shouldWalkInListOrder() {
            Spaces.extended(config, 0x100, CapabilityId.ERR, 0xffc);
            Spaces.extended(config, 0xffc, CapabilityId.PASID, 0x200);
            Spaces.extended(config, 0x200, CapabilityId.ATS, 0);
            CapabilityList list = CapabilityList.of(config);
            assertThat(list.extended())
                    .containsExactly(
                            new Capability(true, 0x01, 1, 0x100, 0xffc),
                            new Capability(true, 0x1b, 1, 0xffc, 0x200),
                            new Capability(true, 0x0f, 1, 0x200, 0));
            assertThat(list.defects()).isEmpty();
            assertThat(list.find(CapabilityId.PASID)).map(Capability::offset).hasValue(0xffc);
            assertThat(list.all()).hasSize(4);
        }

        @Test
        void shouldBeEmptyWhenTheFirstHeaderIsZero() {
            CapabilityList list = CapabilityList.of(config);
            assertThat(list.extended()).isEmpty();
            assertThat(list.defects()).isEmpty();
        }

        @Test
        void shouldBeEmptyWhenTheFirstHeaderIsAllOnes() {
            config.setU32(0x100, -1);
            CapabilityList list = CapabilityList.of(config);
            assertThat(list.extended()).isEmpty();
            assertThat(list.defects()).containsExactly(new ListDefect(0x100, "no extended capabilities: all ones"));
        }

        @Test
        void shouldLeaveOutAPlaceholderAtTheHead() {
            config.setU32(0x100, 0x200 << 20);
            Spaces.extended(config, 0x200, CapabilityId.ATS, 0);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.extended())).containsExactly(0x200);
            assertThat(list.defects()).isEmpty();
        }

        @Test
        void shouldListANullCapabilityElsewhere() {
            Spaces.extended(config, 0x100, CapabilityId.ATS, 0x200);
            Spaces.extended(config, 0x200, CapabilityId.EXT_NULL, 0);
            assertThat(offsets(CapabilityList.of(config).extended())).containsExactly(0x100, 0x200);
        }

        @Test
        void shouldEndLoopsAndSelfLinks() {
            Spaces.extended(config, 0x100, CapabilityId.ATS, 0x200);
            Spaces.extended(config, 0x200, CapabilityId.PRI, 0x100);
            assertThat(CapabilityList.of(config).defects())
                    .containsExactly(new ListDefect(0x200, "list loops back to 0x100"));
            Spaces.extended(config, 0x100, CapabilityId.ATS, 0x100);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.extended())).containsExactly(0x100);
            assertThat(list.defects()).containsExactly(new ListDefect(0x100, "list loops back to 0x100"));
        }

        @Test
        void shouldNotWalkBelow0x100() {
            Spaces.extended(config, 0x100, CapabilityId.ATS, 0xfc);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.extended())).containsExactly(0x100);
            assertThat(list.defects()).containsExactly(new ListDefect(0x100, "next 0x0fc leads below 0x100"));
        }

        @Test
        void shouldFollowAnUnalignedNextAsHardwareMeansIt() {
            Spaces.extended(config, 0x100, CapabilityId.ATS, 0x203);
            Spaces.extended(config, 0x200, CapabilityId.PRI, 2);
            CapabilityList list = CapabilityList.of(config);
            assertThat(offsets(list.extended())).containsExactly(0x100, 0x200);
            assertThat(list.defects())
                    .containsExactly(
                            new ListDefect(0x100, "next 0x203 is not a multiple of 4"),
                            new ListDefect(0x200, "next 0x002 is not a multiple of 4"));
        }

        @Test
        void shouldEndWhereAHeaderIsZeroOrAllOnes() {
            Spaces.extended(config, 0x100, CapabilityId.ATS, 0x200);
            assertThat(CapabilityList.of(config).defects())
                    .containsExactly(new ListDefect(0x100, "list leads to 0x200, which is all zeroes"));
            config.setU32(0x200, -1);
            assertThat(CapabilityList.of(config).defects())
                    .containsExactly(new ListDefect(0x100, "list leads to 0x200, which is all ones"));
        }

        @Test
        void shouldTellOfARepetitionExceptWhereItIsAllowed() {
            Spaces.extended(config, 0x100, CapabilityId.DVSEC, 0x200);
            Spaces.extended(config, 0x200, CapabilityId.DVSEC, 0x300);
            Spaces.extended(config, 0x300, CapabilityId.PASID, 0x400);
            Spaces.extended(config, 0x400, CapabilityId.PASID, 0);
            assertThat(CapabilityList.of(config).defects())
                    .containsExactly(new ListDefect(0x400, "Process Address Space ID again, first at 0x300"));
        }

        @Test
        void shouldNotWalkARepetitionOfTheFirst256Bytes() {
            byte[] bytes = config.toByteArray();
            for (int offset = 0x100; offset < bytes.length; offset++) {
                bytes[offset] = bytes[offset & 0xff];
            }
            CapabilityList list = CapabilityList.of(ConfigSpace.of(bytes));
            assertThat(list.extended()).isEmpty();
            assertThat(list.defects())
                    .containsExactly(new ListDefect(0x100, "no extended capabilities: the first 256 bytes again"));
        }

        @Test
        void shouldNotWalkWithoutACapabilityThatExtendsTheSpace() {
            Spaces.standard(config, 0x40, CapabilityId.PCIX, 0);
            config.setU16(0x42, 0);
            Spaces.extended(config, 0x100, CapabilityId.ATS, 0);
            CapabilityList list = CapabilityList.of(config);
            assertThat(list.extended()).isEmpty();
            assertThat(list.defects())
                    .containsExactly(new ListDefect(
                            0x100, "extended capabilities without a PCI Express or PCI-X 2.0 capability"));
            config.setU16(0x42, 0x2000);
            assertThat(CapabilityList.of(config).extended()).hasSize(1);
        }

        @Test
        void shouldListTheLongestListThereCanBe() {
            for (int offset = 0x100; offset < 0x1000; offset += 4) {
                Spaces.extended(config, offset, CapabilityId.DVSEC, (offset + 4) & 0xfff);
            }
            assertThat(CapabilityList.of(config).extended()).hasSize(960);
        }
    }

    @Test
    void shouldFindNothingInAFunctionThatDoesNotAnswer() {
        ConfigSpace config = ConfigSpace.ofSize(4096);
        for (int offset = 0; offset < 4096; offset += 4) {
            config.setU32(offset, -1);
        }
        CapabilityList list = CapabilityList.of(config);
        assertThat(list.all()).isEmpty();
        assertThat(list.defects()).containsExactly(new ListDefect(0, "all ones: no function answers"));
    }

    @Test
    void shouldWalkAVfWhoseIdsAreAllOnes() {
        ConfigSpace config = Spaces.express();
        config.setU32(0, -1);
        assertThat(CapabilityList.of(config).standard()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(CapabilityId.class)
    void shouldNameEveryId(CapabilityId id) {
        assertThat(CapabilityId.of(id.extended(), id.id())).isSameAs(id);
        assertThat(CapabilityId.nameOf(id.extended(), id.id())).isEqualTo(id.title());
        Capability capability = new Capability(id.extended(), id.id(), 0, 0x100, 0);
        assertThat(capability.is(id)).isTrue();
        assertThat(capability.name()).isEqualTo(id.title());
    }

    @Test
    void shouldNameAnUnknownIdByItsNumber() {
        assertThat(CapabilityId.of(true, 0x7777)).isNull();
        assertThat(CapabilityId.nameOf(true, 0x7777)).isEqualTo("Capability 0x7777");
        assertThat(CapabilityId.nameOf(false, 0x3f)).isEqualTo("Capability 0x3f");
    }

    private static List<Integer> offsets(List<Capability> capabilities) {
        return capabilities.stream().map(Capability::offset).toList();
    }
}
