// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityKind;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Structures that are made to be placed: their bytes, by the specification. */
class MadeCapabilitiesTest {
    private static final int STANDARD = 0x40;
    private static final int EXTENDED = 0x100;

    @Test
    void shouldMakeStandardStructures() {
        assertThat(bytes(PowerManagementCapability.ofEndpoint())).isEqualTo("0100 0300 0800 0000");
        assertThat(bytes(MsiCapability.of(3))).isEqualTo("0500 8601 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000");
        assertThat(bytes(MsixCapability.of(32, 4, 0, 0x1000))).isEqualTo("1100 1f00 0400 0000 0410 0000");
        assertThat(bytes(PciExpressCapability.ofEndpoint()))
                .isEqualTo("1000 0200 2280 0010 1028 0000 040d 0000 0000 0401 0000 0000 0000 0000 0000 0000 0000 0000"
                        + " 1f08 2000 0000 0000 1e00 0000 0400 0000 0000 0000 0000 0000");
        assertThat(bytes(RawCapability.vendorSpecific(new byte[] {1, -1, 3}))).isEqualTo("0900 0601 ff03");
    }

    @Test
    void shouldMakeExtendedStructures() {
        assertThat(bytes(new SerialNumberCapability(0x5254_00ff_fe12_3456L)))
                .isEqualTo("0300 0100 5634 12fe ff00 5452");
        assertThat(bytes(AriCapability.of(5))).isEqualTo("0e00 0100 0005 0000");
        assertThat(bytes(AtsCapability.pageAligned())).isEqualTo("0f00 0100 2000 0000");
        assertThat(bytes(PriCapability.of(256))).isEqualTo("1300 0100 0000 0081 0001 0000 0000 0000");
        assertThat(bytes(PtmCapability.ofRequester())).isEqualTo("1f00 0100 0100 0000 0000 0000");
        assertThat(bytes(new PtmCapability(false, true, true, 0x10))).isEqualTo("1f00 0100 0610 0000 0000 0000");
        assertThat(bytes(AcsCapability.ofEndpoint())).isEqualTo("0d00 0100 5c00 0000");
        assertThat(bytes(PasidExtendedCapability.of(new PasidCapability(20, true, true), 2)))
                .isEqualTo("1b00 0200 0614 0000");
        assertThat(bytes(DvsecCapability.of(0x1e98, 1, 7, new byte[] {1, 2})))
                .isEqualTo("2300 0100 981e c100 0700 0102");
    }

    @Test
    void shouldMakeErrorReportingWithTheDefaultsOfTheSpecification() {
        assertThat(AerCapability.withDefaults().size()).isEqualTo(0x48);
        assertThat(bytes(AerCapability.withDefaults()))
                .startsWith("0100 0200 0000 0000 0000 0000 3020 4600 0000 0000 0020 0000 a000 0000 0000");
    }

    @Test
    void shouldPutTheBarsOfVirtualFunctionsIntoTheirRegisters() {
        Bar bar = Bar.memory64(2, 0x4000).asPrefetchable().at(0x38_0010_0000L);
        SriovCapability sriov = SriovCapability.of(8, 1, 2, 0x1234, List.of(bar));

        assertThat(sriov.vfBars()).containsExactly(0, 0, 0x0010_000c, 0x38, 0, 0);
        assertThat(sriov.size()).isEqualTo(SriovCapability.SIZE);
        assertThat(sriov.withEnabled(3).numVfs()).isEqualTo(3);
        assertThat(sriov.withEnabled(3).vfEnable()).isTrue();
        assertThat(sriov.withEnabled(3).vfMemoryEnable()).isTrue();
        assertThat(sriov.withEnabled(3).vfBars()).isEqualTo(sriov.vfBars());
    }

    static List<CapabilityStructure> decodable() {
        return List.of(
                PowerManagementCapability.ofEndpoint(),
                MsiCapability.of(5),
                MsixCapability.of(2048, 5, 0x8000, 0),
                AcsCapability.of(Set.of(AcsCapability.Service.SOURCE_VALIDATION)),
                AriCapability.of(1),
                AtsCapability.pageAligned(),
                PriCapability.of(0xffff_ffffL),
                PasidExtendedCapability.of(new PasidCapability(9, false, true)),
                SriovCapability.of(4, 8, 1, 0x10, List.of(Bar.memory32(5, 0x1000))));
    }

    @ParameterizedTest
    @MethodSource("decodable")
    void shouldDecodeWhatWasPlaced(CapabilityStructure structure) {
        assertThat(CapabilityDecoder.decode(placed(structure), entry(structure)))
                .isEqualTo(structure);
    }

    @Test
    void shouldClearWhatWasThereBefore() {
        byte[] ones = new byte[ConfigSpace.EXTENDED_SIZE];
        Arrays.fill(ones, (byte) -1);
        ConfigSpace config = ConfigSpace.of(ones);
        AtsCapability.pageAligned().place(config, EXTENDED);
        assertThat(config.u32(EXTENDED)).isEqualTo(0x0001_000f);
        assertThat(config.u32(EXTENDED + 4)).isEqualTo(0x20);
        assertThat(config.u32(EXTENDED + 8)).isEqualTo(-1);
    }

    @Test
    void shouldLetTheLaterOfTwoRawValuesHold() {
        RawCapability raw = RawCapability.of(CapabilityId.AF, 6).u16(2, 0x1234).u8(3, 0xff);
        assertThat(bytes(raw)).isEqualTo("1300 34ff 0000");
        RawCapability poked = RawCapability.of(AtsCapability.pageAligned()).u16(6, 0x8003);
        assertThat(bytes(poked)).isEqualTo("0f00 0100 2000 0380");
    }

    @Test
    void shouldRefuseWhatNoStructureHolds() {
        assertThatIllegalArgumentException().isThrownBy(() -> MsiCapability.of(6));
        assertThatIllegalArgumentException().isThrownBy(() -> MsixCapability.of(0, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> MsixCapability.of(2049, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> MsixCapability.of(1, 6, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> MsixCapability.of(1, 0, 4, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> RawCapability.of(CapabilityId.AF, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> RawCapability.of(CapabilityId.AF, 193));
        assertThatIllegalArgumentException().isThrownBy(() -> RawCapability.vendorSpecific(new byte[190]));
        assertThatIllegalArgumentException().isThrownBy(() -> new CapabilityKind(false, 0x100, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> CapabilityKind.of(CapabilityId.PM, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> CapabilityKind.of(CapabilityId.PASID, 16));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> RawCapability.of(CapabilityId.AF, 6).u16(5, 0));
    }

    private static String bytes(CapabilityStructure structure) {
        byte[] all = placed(structure).toByteArray();
        int start = structure.kind().extended() ? EXTENDED : STANDARD;
        String hex = HexFormat.of().formatHex(all, start, start + structure.size());
        return hex.replaceAll("(....)(?=.)", "$1 ");
    }

    private static ConfigSpace placed(CapabilityStructure structure) {
        ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        structure.place(config, structure.kind().extended() ? EXTENDED : STANDARD);
        return config;
    }

    private static Capability entry(CapabilityStructure structure) {
        CapabilityKind kind = structure.kind();
        return new Capability(kind.extended(), kind.id(), kind.version(), kind.extended() ? EXTENDED : STANDARD, 0);
    }
}
