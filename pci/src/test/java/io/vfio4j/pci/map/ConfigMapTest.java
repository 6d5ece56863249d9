// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.ListDefect;
import io.vfio4j.pci.capability.Spaces;
import io.vfio4j.pci.lspci.LspciDump;
import io.vfio4j.pci.lspci.RealDumps;
import org.junit.jupiter.api.Test;

class ConfigMapTest {
    private final ConfigSpace config = Spaces.express();

    @Test
    void shouldGiveEveryByteOfAnEndpointAnOwner() {
        Spaces.extended(config, 0x100, CapabilityId.ATS, 0x180);
        Spaces.extended(config, 0x180, CapabilityId.PASID, 0);
        Capability express = new Capability(false, 0x10, 0, 0x40, 0);
        Capability ats = new Capability(true, 0x0f, 1, 0x100, 0x180);
        Capability pasid = new Capability(true, 0x1b, 1, 0x180, 0);

        ConfigMap map = ConfigMap.of(config);

        assertThat(map.spans())
                .containsExactly(
                        new ConfigMap.Span(0x00, 0x40, new Owner.Header()),
                        new ConfigMap.Span(0x40, 0x3c, new Owner.Structure(express)),
                        new ConfigMap.Span(0x7c, 0x84, new Owner.Nobody()),
                        new ConfigMap.Span(0x100, 8, new Owner.Structure(ats)),
                        new ConfigMap.Span(0x108, 0x78, new Owner.Nobody()),
                        new ConfigMap.Span(0x180, 8, new Owner.Structure(pasid)),
                        new ConfigMap.Span(0x188, 0xe78, new Owner.Nobody()));
        assertThat(map.defects()).isEmpty();
        assertThat(map.size()).isEqualTo(4096);
        assertThat(map.ownerAt(0x187)).isEqualTo(new Owner.Structure(pasid));
    }

    @Test
    void shouldLetAnUnknownStructureReachToTheNextKnownOne() {
        Spaces.extended(config, 0x100, CapabilityId.IDE, 0x180);
        Spaces.extended(config, 0x180, CapabilityId.ATS, 0x200);
        config.setU32(0x200, 0x7777 | 1 << 16);
        Capability ide = new Capability(true, 0x30, 1, 0x100, 0x180);
        Capability unknown = new Capability(true, 0x7777, 1, 0x200, 0);

        ConfigMap map = ConfigMap.of(config);

        assertThat(map.spans().subList(3, map.spans().size()))
                .containsExactly(
                        new ConfigMap.Span(0x100, 4, new Owner.Structure(ide)),
                        new ConfigMap.Span(0x104, 0x7c, new Owner.Reach(ide)),
                        new ConfigMap.Span(0x180, 8, map.ownerAt(0x180)),
                        new ConfigMap.Span(0x188, 0x78, new Owner.Nobody()),
                        new ConfigMap.Span(0x200, 4, new Owner.Structure(unknown)),
                        new ConfigMap.Span(0x204, 0xdfc, new Owner.Reach(unknown)));
        assertThat(FreeSpace.of(config).find(true, 8, 4)).hasValue(0x188);
    }

    @Test
    void shouldTellHowFarTheNextStructureIs() {
        Spaces.extended(config, 0x100, CapabilityId.IDE, 0x180);
        Spaces.extended(config, 0x180, CapabilityId.ATS, 0);
        ConfigMap map = ConfigMap.of(config);
        assertThat(map.distanceToNext(0x40)).isEqualTo(0xc0);
        assertThat(map.distanceToNext(0xff)).isEqualTo(1);
        assertThat(map.distanceToNext(0x100)).isEqualTo(0x80);
        assertThat(map.distanceToNext(0x17f)).isEqualTo(1);
        assertThat(map.distanceToNext(0x180)).isEqualTo(0xe80);
    }

    @Test
    void shouldLetAnUnknownStandardStructureReachNoFurtherThan0x100() {
        Spaces.standard(config, 0x40, CapabilityId.EXP, 0x80);
        Spaces.standard(config, 0x80, CapabilityId.SECDEV, 0);
        ConfigMap map = ConfigMap.of(config);
        assertThat(map.ownerAt(0xff)).isInstanceOf(Owner.Reach.class);
        assertThat(map.ownerAt(0x100)).isEqualTo(new Owner.Nobody());
        assertThat(FreeSpace.of(config).find(false, 4, 4)).hasValue(0x7c);
        assertThat(FreeSpace.of(config).find(false, 8, 4)).isEmpty();
        assertThat(FreeSpace.of(config).find(true, 8, 4)).hasValue(0x100);
    }

    @Test
    void shouldTakeAPlaceholderForAStructureOfUnknownLength() {
        config.setU32(0x100, 0x200 << 20);
        Spaces.extended(config, 0x200, CapabilityId.ATS, 0);
        ConfigMap map = ConfigMap.of(config);
        Capability placeholder = new Capability(true, 0, 0, 0x100, 0x200);
        assertThat(map.ownerAt(0x100)).isEqualTo(new Owner.Structure(placeholder));
        assertThat(map.ownerAt(0x104)).isEqualTo(new Owner.Reach(placeholder));
        assertThat(map.ownerAt(0x1ff)).isEqualTo(new Owner.Reach(placeholder));
        assertThat(map.unowned(0x104, 8)).isFalse();
    }

    @Test
    void shouldTellOfOverlapsAndLeaveTheHeadersToTheirOwn() {
        Spaces.extended(config, 0x100, CapabilityId.ERR, 0x120);
        Spaces.extended(config, 0x120, CapabilityId.ATS, 0);
        ConfigMap map = ConfigMap.of(config);
        assertThat(map.defects())
                .containsExactly(
                        new ListDefect(
                                0x120,
                                "Advanced Error Reporting of 44 bytes at 0x100 runs into "
                                        + "Address Translation Service at 0x120"),
                        new ListDefect(
                                0x124,
                                "Address Translation Service of 8 bytes at 0x120 runs into "
                                        + "Advanced Error Reporting at 0x100"));
        assertThat(map.ownerAt(0x120))
                .isInstanceOfSatisfying(
                        Owner.Structure.class,
                        owner -> assertThat(owner.capability().offset()).isEqualTo(0x120));
    }

    @Test
    void shouldTellOfAStructureThatRunsPastTheEnd() {
        Spaces.standard(config, 0x40, CapabilityId.EXP, 0xfc);
        Spaces.standard(config, 0xfc, CapabilityId.PM, 0);
        Spaces.extended(config, 0x100, CapabilityId.ATS, 0xffc);
        Spaces.extended(config, 0xffc, CapabilityId.PASID, 0);
        ConfigMap map = ConfigMap.of(config);
        assertThat(map.defects())
                .containsExactly(
                        new ListDefect(0xfc, "Power Management of 8 bytes runs past the end at 0x100"),
                        new ListDefect(0xffc, "Process Address Space ID of 8 bytes runs past the end at 0x1000"));
    }

    @Test
    void shouldTakeTheExtendedSpaceOfAConventionalFunctionForAbsent() {
        config.setU16(0x06, 0);
        ConfigMap map = ConfigMap.of(config);
        assertThat(map.ownerAt(0x100)).isEqualTo(new Owner.Absent());
        assertThat(FreeSpace.of(config).find(true, 8, 4)).isEmpty();
        assertThat(FreeSpace.of(config).find(false, 8, 4)).hasValue(0x44);
    }

    @Test
    void shouldFindNoFreePlaceInAFunctionThatDoesNotAnswer() {
        for (int offset = 0; offset < 4096; offset += 4) {
            config.setU32(offset, -1);
        }
        assertThat(FreeSpace.of(config).find(false, 4, 4)).isEmpty();
        assertThat(FreeSpace.of(config).find(true, 4, 4)).isEmpty();
    }

    @Test
    void shouldMapTheAcceleratorWithoutDefects() {
        ConfigSpace accelerator =
                LspciDump.parse(RealDumps.accelerator()).getFirst().config();
        ConfigMap map = ConfigMap.of(accelerator);
        assertThat(map.defects()).isEmpty();
        assertThat(map.spans()).noneMatch(span -> span.owner() instanceof Owner.Reach);
        assertThat(FreeSpace.of(accelerator).find(true, 8, 4)).hasValue(0x150);
    }
}
