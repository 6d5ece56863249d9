// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.capability.PciExpressType;
import io.vfio4j.pci.lspci.LspciDump;
import io.vfio4j.pci.lspci.RealDumps;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Decodes the made-up accelerator, whose registers are known. */
class DecodersTest {
    private final ConfigSpace config =
            LspciDump.parse(RealDumps.accelerator()).getFirst().config();

    @Test
    void shouldDecodePasid() {
        assertThat(decode(CapabilityId.PASID))
                .isEqualTo(new PasidExtendedCapability(
                        1, new PasidCapability(20, true, true), new PasidControl(true, false, false)));
        assertThat(decode(CapabilityId.PASID).fields())
                .extracting(Field::toString)
                .containsExactly(
                        "Header: Version 1",
                        "PASID Capability: Execute Permission Supported 1",
                        "PASID Capability: Privileged Mode Supported 1",
                        "PASID Capability: Max PASID Width 20",
                        "PASID Control: PASID Enable 1",
                        "PASID Control: Execute Permission Enable 0",
                        "PASID Control: Privileged Mode Enable 0");
    }

    @Test
    void shouldDecodeAtsPriAndAri() {
        assertThat(decode(CapabilityId.ATS)).isEqualTo(new AtsCapability(5, true, false, false, 0, true));
        assertThat(decode(CapabilityId.PRI))
                .isEqualTo(new PriCapability(true, false, false, false, true, true, 512, 32));
        assertThat(decode(CapabilityId.ARI)).isEqualTo(new AriCapability(false, false, 0, false, false, 0));
    }

    @Test
    void shouldDecodeSriov() {
        SriovCapability sriov = (SriovCapability) decode(CapabilityId.SRIOV);
        assertThat(sriov)
                .isEqualTo(new SriovCapability(
                        false,
                        true,
                        false,
                        0,
                        false,
                        false,
                        false,
                        false,
                        true,
                        false,
                        false,
                        8,
                        8,
                        2,
                        0,
                        8,
                        1,
                        0x7f12,
                        0x553,
                        1,
                        List.of(0xe000000c, 0, 0, 0, 0, 0),
                        0));
        assertThat(sriov.vfRoutingId(0x3a00, 0)).isEqualTo(0x3a08);
        assertThat(sriov.vfRoutingId(0xfffe, 3)).isEqualTo(0x0009);
    }

    @Test
    void shouldDecodeAcs() {
        assertThat(decode(CapabilityId.ACS))
                .isEqualTo(new AcsCapability(
                        Set.of(
                                AcsCapability.Service.REQUEST_REDIRECT,
                                AcsCapability.Service.COMPLETION_REDIRECT,
                                AcsCapability.Service.UPSTREAM_FORWARDING),
                        Set.of(),
                        false,
                        0,
                        false,
                        0,
                        0,
                        false,
                        List.of()));
        config.setU16(0x1d4, 0x2120);
        config.setU32(0x1d8, 0x80000001);
        AcsCapability egress = (AcsCapability) decode(CapabilityId.ACS);
        assertThat(egress.egressVector()).containsExactly(0x80000001, 0);
    }

    @Test
    void shouldDecodeDvsec() {
        DvsecCapability dvsec = (DvsecCapability) decode(CapabilityId.DVSEC);
        assertThat(dvsec.vendor()).isEqualTo(0x1b36);
        assertThat(dvsec.revision()).isEqualTo(1);
        assertThat(dvsec.length()).isEqualTo(16);
        assertThat(dvsec.dvsecId()).isEqualTo(0x42);
        assertThat(dvsec.registers())
                .extracting(Field::toString)
                .containsExactly("Bytes: 0x0a to 0x0b 0x0", "Bytes: 0x0c to 0x0f 0xfeed");
    }

    @Test
    void shouldDecodePowerManagementMsiAndMsix() {
        PowerManagementCapability pm = (PowerManagementCapability) decode(CapabilityId.PM);
        assertThat(pm.version()).isEqualTo(3);
        assertThat(pm.pmeSupport()).isEqualTo(0b11001);
        assertThat(pm.noSoftReset()).isTrue();
        assertThat(decode(CapabilityId.MSI))
                .isEqualTo(new MsiCapability(false, 5, 0, true, true, false, false, 0, 0, 0, 0, 0));
        assertThat(decode(CapabilityId.MSIX)).isEqualTo(new MsixCapability(64, false, false, 2, 0, 2, 0x400));
    }

    @Test
    void shouldFindMsiRegistersWhereTheFlagsPutThem() {
        config.setU16(0x52, 0x0301);
        config.setU32(0x54, 0xfee00000);
        config.setU32(0x58, 0xabcd4021);
        config.setU32(0x5c, 0x11);
        config.setU32(0x60, 0x22);
        assertThat(decode(CapabilityId.MSI))
                .isEqualTo(new MsiCapability(
                        true, 0, 0, false, true, true, false, 0xfee00000L, 0x4021, 0xabcd, 0x11, 0x22));
    }

    @Test
    void shouldDecodePciExpress() {
        PciExpressCapability express = (PciExpressCapability) decode(CapabilityId.EXP);
        assertThat(express.type()).isEqualTo(PciExpressType.ENDPOINT);
        assertThat(express.get(PciExpressField.VERSION)).isEqualTo(2);
        assertThat(express.isSet(PciExpressField.FUNCTION_LEVEL_RESET)).isTrue();
        assertThat(express.get(PciExpressField.MAX_PAYLOAD_SUPPORTED)).isEqualTo(2);
        assertThat(express.get(PciExpressField.MAX_READ_REQUEST)).isEqualTo(2);
        assertThat(express.get(PciExpressField.MAX_LINK_SPEED)).isEqualTo(4);
        assertThat(express.get(PciExpressField.MAX_LINK_WIDTH)).isEqualTo(16);
        assertThat(express.get(PciExpressField.LINK_WIDTH)).isEqualTo(4);
        assertThat(express.isSet(PciExpressField.END_END_TLP_PREFIX)).isTrue();
        assertThat(express.maxEndEndPrefixes()).isEqualTo(3);
        assertThat(express.values()).doesNotContainKey(PciExpressField.SLOT_CONTROL);
    }

    @Test
    void shouldReadAMaximumOfNoPrefixesAsFour() {
        config.setU32(0xd4, 1 << 21);
        assertThat(((PciExpressCapability) decode(CapabilityId.EXP)).maxEndEndPrefixes())
                .isEqualTo(4);
        config.setU32(0xd4, 3 << 22);
        assertThat(((PciExpressCapability) decode(CapabilityId.EXP)).maxEndEndPrefixes())
                .isZero();
    }

    @Test
    void shouldShowOtherCapabilitiesInPieces() {
        assertThat(decode(CapabilityId.ERR)).isInstanceOfSatisfying(RawCapability.class, raw -> {
            assertThat(raw.fields()).hasSize(17);
            assertThat(raw.fields().getFirst()).hasToString("Bytes: 0x04 to 0x07 0x0");
        });
        Capability unknown = new Capability(true, 0x7777, 1, 0x800, 0);
        assertThat(CapabilityDecoder.decode(config, unknown).fields()).isEmpty();
        Capability cut = new Capability(true, CapabilityId.SRIOV.id(), 1, 0xff8, 0);
        assertThat(CapabilityDecoder.decode(config, cut).fields())
                .extracting(Field::label)
                .containsExactly("Bytes: 0x04 to 0x07");
    }

    @Test
    void shouldRefuseValuesThatDoNotFit() {
        AtsCapability ats = new AtsCapability(32, false, false, false, 0, false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ats.encode(config, 0x160))
                .withMessage("Invalidate Queue Depth must be 0 to 0x1f: Invalidate Queue Depth=0x20");
        assertThatIllegalArgumentException().isThrownBy(() -> new MsixCapability(1, false, false, 0, 4, 0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PciExpressCapability(Map.of(PciExpressField.VERSION, 16L)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AcsCapability(Set.of(), Set.of(), false, 0, false, 0, 0, false, List.of(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new PasidCapability(32, false, false));
    }

    @Test
    void shouldCodePasidRegisters() {
        for (int register = 0; register < 0x10000; register++) {
            assertThat(PasidCapability.decode(register).encode()).isEqualTo(register & PasidCapability.VERSION_1_MASK);
            assertThat(PasidControl.decode(register).encode()).isEqualTo(register & 7);
        }
    }

    private CapabilityStructure decode(CapabilityId id) {
        return CapabilityDecoder.decode(
                config, CapabilityList.of(config).find(id).orElseThrow());
    }
}
