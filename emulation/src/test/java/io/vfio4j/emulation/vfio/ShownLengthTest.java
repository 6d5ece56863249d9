// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.StructureLength;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShownLengthTest {
    private final ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);

    @ParameterizedTest
    @CsvSource({
        "PM, 8",
        "AGP, 12",
        "VPD, 8",
        "MSIX, 12",
        "AF, 6",
        "ERR, 0x2c",
        "DSN, 12",
        "PWR, 16",
        "ARI, 8",
        "ATS, 8",
        "SRIOV, 0x40",
        "MCAST, 40",
        "PRI, 16",
        "LTR, 8"
    })
    void shouldGiveFixedStructuresTheirLength(CapabilityId id, String length) {
        assertThat(lengthOf(id)).isEqualTo(Integer.decode(length));
    }

    @ParameterizedTest
    @EnumSource(CapabilityId.class)
    void shouldHideWhatTheKernelsTablesDoNotName(CapabilityId id) {
        Set<CapabilityId> shown = EnumSet.of(
                CapabilityId.PM,
                CapabilityId.AGP,
                CapabilityId.VPD,
                CapabilityId.MSI,
                CapabilityId.PCIX,
                CapabilityId.HT,
                CapabilityId.EXP,
                CapabilityId.MSIX,
                CapabilityId.SATA,
                CapabilityId.AF,
                CapabilityId.ERR,
                CapabilityId.VC,
                CapabilityId.DSN,
                CapabilityId.PWR,
                CapabilityId.MFVC,
                CapabilityId.VC9,
                CapabilityId.ACS,
                CapabilityId.ARI,
                CapabilityId.ATS,
                CapabilityId.SRIOV,
                CapabilityId.MCAST,
                CapabilityId.PRI,
                CapabilityId.REBAR,
                CapabilityId.DPA,
                CapabilityId.TPH,
                CapabilityId.LTR);
        // With all registers 0 a vendor-specific structure has no length, which hides it too.
        assertThat(ShownLength.hidden(config, capability(id))).isEqualTo(!shown.contains(id));
    }

    @Test
    void shouldHideIdsWithoutName() {
        assertThat(ShownLength.of(config, new Capability(true, 0x7fff, 1, 0x100, 0)))
                .isZero();
        assertThat(ShownLength.of(config, new Capability(false, 0xfe, 0, 0x40, 0)))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"0x0000, 10", "0x0080, 14", "0x0100, 20", "0x0180, 24", "0xfe7f, 10"})
    void shouldMeasureMsiByItsFlags(String flags, int length) {
        config.setU16(0x42, Integer.decode(flags));
        assertThat(lengthOf(CapabilityId.MSI)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"0x0001, 20", "0x0091, 12", "0x0002, 0x34", "0x0092, 0x2c", "0x0042, 0x34", "0x0000, 0x34"})
    void shouldMeasurePciExpressByVersionAndType(String flags, String length) {
        config.setU16(0x42, Integer.decode(flags));
        assertThat(lengthOf(CapabilityId.EXP)).isEqualTo(Integer.decode(length));
    }

    @ParameterizedTest
    @CsvSource({"0x0fff, 8", "0x1000, 24", "0x2000, 24"})
    void shouldMeasurePciXByItsVersion(String command, int length) {
        config.setU16(0x42, Integer.decode(command));
        assertThat(lengthOf(CapabilityId.PCIX)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"0x1fff, 28", "0x2000, 24", "0xa800, 24"})
    void shouldMeasureHyperTransportByItsType(String command, int length) {
        config.setU16(0x42, Integer.decode(command));
        assertThat(lengthOf(CapabilityId.HT)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"0x0f, 16", "0xff, 16", "0x04, 8"})
    void shouldMeasureSataByTheLocationOfItsRegisters(String registers, int length) {
        config.setU8(0x44, Integer.decode(registers));
        assertThat(lengthOf(CapabilityId.SATA)).isEqualTo(length);
    }

    @Test
    void shouldTakeTheLengthThatAVendorSpecificStructureStates() {
        config.setU8(0x42, 0x14);
        config.setU32(0x104, 0x04c1_0040);
        assertThat(lengthOf(CapabilityId.VNDR)).isEqualTo(0x14);
        assertThat(lengthOf(CapabilityId.EXT_VNDR)).isEqualTo(0x4c);
        assertThat(lengthOf(CapabilityId.DVSEC)).isEqualTo(0x4c);
    }

    @ParameterizedTest
    @CsvSource({"0, 0x00, 28", "7, 0x00, 112", "0, 0x02, 48", "1, 0x04, 80", "7, 0x0e, 176"})
    void shouldCountVirtualChannelsAndTheirArbitrationTable(int channels, String phases, int length) {
        config.setU32(0x104, channels);
        config.setU32(0x108, Integer.decode(phases));
        assertThat(lengthOf(CapabilityId.VC)).isEqualTo(length);
        assertThat(lengthOf(CapabilityId.VC9)).isEqualTo(length);
        assertThat(lengthOf(CapabilityId.MFVC)).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"0x081f, 8", "0x0820, 12", "0x2120, 16", "0x0020, 40"})
    void shouldMeasureAcsByItsEgressVector(String capability, int length) {
        config.setU16(0x104, Integer.decode(capability));
        assertThat(lengthOf(CapabilityId.ACS)).isEqualTo(length);
    }

    @Test
    void shouldCountResizableBarsAndPowerSubstates() {
        config.setU32(0x104, 3);
        config.setU32(0x108, 0x65);
        assertThat(lengthOf(CapabilityId.REBAR)).isEqualTo(4 + 3 * 8);
        assertThat(lengthOf(CapabilityId.DPA)).isEqualTo(16 + 4);
    }

    @ParameterizedTest
    @CsvSource({"0x000f0000, 12", "0x000f0200, 44", "0x000f0400, 12", "0x07ff0200, 4108"})
    void shouldAddTheSteeringTagTableOnlyWhenItIsInTheCapability(String capability, int length) {
        config.setU32(0x104, Integer.decode(capability));
        assertThat(lengthOf(CapabilityId.TPH)).isEqualTo(length);
    }

    @Test
    void shouldMeasureAHeaderAtTheVeryEnd() {
        Capability last = new Capability(true, CapabilityId.DVSEC.id(), 1, 0xffc, 0);
        assertThat(ShownLength.of(config, last)).isZero();
        ConfigSpace conventional = ConfigSpace.ofSize(ConfigSpace.CONVENTIONAL_SIZE);
        Capability sata = new Capability(false, CapabilityId.SATA.id(), 0, 0xff, 0);
        assertThat(ShownLength.of(conventional, sata)).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowNoMoreThanTheStructure(CapabilityId id) {
        config.setU8(0x42, 3);
        Capability capability = capability(id);
        int shown = ShownLength.of(config, capability);
        assertThat(StructureLength.of(config, capability).orElse(shown)).isGreaterThanOrEqualTo(shown);
    }

    private int lengthOf(CapabilityId id) {
        return ShownLength.of(config, capability(id));
    }

    private static Capability capability(CapabilityId id) {
        return new Capability(id.extended(), id.id(), 1, id.extended() ? 0x100 : 0x40, 0);
    }
}
