// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.pci.ConfigSpace;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StructureLengthTest {
    private final ConfigSpace config = Spaces.express();

    @ParameterizedTest
    @CsvSource({
        "PM, 8",
        "SSVID, 8",
        "SHPC, 8",
        "SLOTID, 4",
        "FPB, 36",
        "MSIX, 12",
        "AF, 6",
        "EXP, 60",
        "PASID, 8",
        "PTM, 12",
        "L1SS, 16",
        "DOE, 24",
        "DLF, 12",
        "DPC, 12",
        "RCILC, 12",
        "RCEC, 8",
        "RCRB, 20",
        "CAC, 8",
        "LNR, 8",
        "FRS, 16",
        "RTR, 12",
        "HIERARCHY_ID, 32",
        "NPEM, 16",
        "DEV3, 16",
        "SRIOV, 64",
        "ATS, 8",
        "ERR, 44",
        "MCAST, 40",
        "VPD, 8",
        "AGP, 12",
        "SATA, 8",
        "DSN, 12",
        "PWR, 16",
        "PRI, 16",
        "ARI, 8",
        "LTR, 8",
        "ACS, 8",
        "REBAR, 4",
        "DPA, 17",
        "TPH, 12"
    })
    void shouldMeasureFixedStructures(CapabilityId id, int length) {
        config.setU8(0x82, 2);
        assertThat(lengthOf(id, 1)).hasValue(length);
    }

    @ParameterizedTest
    @EnumSource(names = {"NULL", "CCRC", "AGP3", "SECDEV", "EXT_NULL", "MRIOV", "AMD_XXX", "PMUX", "IDE", "SVC"})
    void shouldNotGuessWhatRegistersDoNotTell(CapabilityId id) {
        assertThat(lengthOf(id, 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0x0001, 20", "0x0101, 28", "0x0041, 36", "0x0091, 12", "0x00a1, 36", "0x0092, 60"})
    void shouldMeasurePciExpressByVersionAndType(String flags, int length) {
        config.setU16(0x82, Integer.decode(flags));
        assertThat(lengthOf(CapabilityId.EXP, 0)).hasValue(length);
    }

    @Test
    void shouldCountTheLanesOfTheLink() {
        assertThat(lengthOf(CapabilityId.SECPCI, 1)).isEmpty();
        config.setU32(0x4c, 0x103);
        assertThat(lengthOf(CapabilityId.SECPCI, 1)).hasValue(12 + 16 * 2);
        assertThat(lengthOf(CapabilityId.PL_16GT, 1)).hasValue(32 + 16);
        assertThat(lengthOf(CapabilityId.PL_64GT, 1)).hasValue(16 + 16);
        assertThat(lengthOf(CapabilityId.LMR, 1)).hasValue(8 + 16 * 4);
        config.setU32(0x4c, 0x013);
        assertThat(lengthOf(CapabilityId.PL_32GT, 1)).hasValue(32 + 4);
        config.setU32(0x4c, 0x3f0);
        assertThat(lengthOf(CapabilityId.LMR, 1)).isEmpty();
    }

    @Test
    void shouldGiveErrorReportingTheRegistersThatTheFunctionNeeds() {
        config.setU32(0x64, 1 << 21);
        assertThat(lengthOf(CapabilityId.ERR, 1)).hasValue(0x48);
        config.setU32(0x64, 0);
        config.setU16(0x42, 0x42);
        assertThat(lengthOf(CapabilityId.ERR, 1)).hasValue(0x38);
        config.setU32(0x118, 1 << 11);
        assertThat(lengthOf(CapabilityId.ERR, 1)).hasValue(0x48);
        config.setU16(0x42, 0x8042);
        assertThat(lengthOf(CapabilityId.ERR, 1)).hasValue(0x60);
    }

    @Test
    void shouldMeasureVariants() {
        assertThat(lengthOf(CapabilityId.L1SS, 2)).hasValue(20);
        assertThat(lengthOf(CapabilityId.RCEC, 2)).hasValue(12);
        config.setU16(0x42, 0x62);
        assertThat(lengthOf(CapabilityId.MCAST, 1)).hasValue(48);
        config.setU16(0x104, 0x0920);
        assertThat(lengthOf(CapabilityId.DPC, 1)).hasValue(0x20 + 9 * 4);
        config.setU16(0x104, 0x0300);
        assertThat(lengthOf(CapabilityId.RCLD, 1)).hasValue(16 + 3 * 16);
    }

    @ParameterizedTest
    @CsvSource({"0x0000, 28", "0x2000, 24", "0x8000, 8", "0x8800, 4", "0xa802, 4", "0xa800, 12", "0xb000, -1"})
    void shouldMeasureHyperTransportByItsType(String command, int length) {
        config.setU16(0x82, Integer.decode(command));
        assertThat(lengthOf(CapabilityId.HT, 0)).isEqualTo(length < 0 ? OptionalInt.empty() : OptionalInt.of(length));
    }

    @Test
    void shouldAddUpEnhancedAllocationEntries() {
        config.setU8(0x82, 2);
        config.setU32(0x84, 2);
        config.setU32(0x90, 4);
        assertThat(lengthOf(CapabilityId.EA, 0)).hasValue(4 + 12 + 20);
    }

    @ParameterizedTest
    @CsvSource({"0x0000, 10", "0x0200, 12", "0x0280, 16", "0x0380, 24"})
    void shouldGiveExtendedMessageDataItsPlace(String flags, int length) {
        config.setU16(0x82, Integer.decode(flags));
        assertThat(lengthOf(CapabilityId.MSI, 0)).hasValue(length);
    }

    @Test
    void shouldDifferForBridges() {
        assertThat(lengthOf(CapabilityId.PCIX, 0)).hasValue(8);
        config.setU8(0x0e, 1);
        assertThat(lengthOf(CapabilityId.PCIX, 0)).hasValue(16);
    }

    @Test
    void shouldNotBelieveAVendorsLengthThatIsShorterThanTheHeader() {
        config.setU8(0x82, 2);
        config.setU32(0x104, 7 << 20);
        assertThat(lengthOf(CapabilityId.VNDR, 0)).isEmpty();
        assertThat(lengthOf(CapabilityId.EXT_VNDR, 1)).isEmpty();
        assertThat(lengthOf(CapabilityId.DVSEC, 1)).isEmpty();
        config.setU32(0x104, 0x24 << 20);
        assertThat(lengthOf(CapabilityId.DVSEC, 1)).hasValue(0x24);
    }

    @Test
    void shouldIncludeArbitrationTables() {
        assertThat(lengthOf(CapabilityId.VC, 1)).hasValue(28);
        config.setU32(0x104, 1 | 2 << 10); // two channels, 4 bits a phase
        config.setU32(0x108, 0x04000002); // 32 phases at 0x40
        assertThat(lengthOf(CapabilityId.VC, 1)).hasValue(0x40 + 16);
        config.setU32(0x11c, 0x05000004); // the second's port table: 64 phases at 0x50
        assertThat(lengthOf(CapabilityId.VC, 1)).hasValue(0x50 + 32);
        config.setU32(0x110, 0x06000020); // the first's: 256 phases at 0x60
        assertThat(lengthOf(CapabilityId.VC, 1)).hasValue(0x60 + 128);
    }

    private OptionalInt lengthOf(CapabilityId id, int version) {
        return StructureLength.of(config, capability(id, version));
    }

    private static Capability capability(CapabilityId id, int version) {
        return new Capability(id.extended(), id.id(), version, id.extended() ? 0x100 : 0x80, 0);
    }
}
