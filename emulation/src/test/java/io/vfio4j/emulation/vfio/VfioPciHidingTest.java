// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostCapabilities;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.CapabilityStructure;
import io.vfio4j.pci.structure.MsixCapability;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidExtendedCapability;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.PowerManagementCapability;
import io.vfio4j.pci.structure.PtmCapability;
import io.vfio4j.pci.structure.RawCapability;
import io.vfio4j.pci.structure.SerialNumberCapability;
import java.util.List;
import org.junit.jupiter.api.Test;

class VfioPciHidingTest {
    private static final int PASID = 0x168;
    private static final CapabilityStructure PASID_IMAGE =
            PasidExtendedCapability.of(new PasidCapability(20, true, true));

    @Test
    void shouldHidePasidFromTheCapabilityListAndRelinkItsNeighbours() {
        PciFunction function = Endpoints.physical();
        VfioPciConfig config = VfioPciConfig.open(function, false);

        List<Capability> shown = CapabilityList.of(config.toConfigSpace()).extended();

        assertThat(shown)
                .extracting(Capability::offset)
                .containsExactly(0x100, 0x148, 0x158, 0x160, 0x170, 0x190, 0x1c0);
        assertThat(config.hidden())
                .extracting(Capability::id)
                .containsExactly(CapabilityId.PASID.id(), CapabilityId.PTM.id());
    }

    @Test
    void shouldLeaveTheBodyOfAHiddenCapabilityReadableAndWritable() {
        PciFunction function = Endpoints.physical();
        function.enablePasid();
        Access config = Access.toConfig(function);

        assertThat(config.u32(PASID)).isEqualTo(function.readConfig(PASID, 4)).isNotZero();
        assertThat(config.u16(PASID + 6)).isEqualTo(7);
        config.u16(PASID + 6, 0);
        assertThat(function.readConfig(PASID + 6, 2)).isZero();
    }

    @Test
    void shouldBlankTheBodyOnRequest() {
        PciFunction function = Endpoints.physical();
        function.enablePasid();
        Access config =
                Access.toConfig(EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO.withBlankHidden(true)));

        assertThat(config.read(PASID, 8)).isZero();
        config.write(PASID, 8, 0);
        assertThat(function.readConfig(PASID + 6, 2)).isEqualTo(7);
        assertThat(config.u32(0x170)).isNotZero();
        assertThat(config.u32(0x180)).isZero();
    }

    @Test
    void shouldLeaveAnAnchorWithoutIdWhereTheFirstExtendedCapabilityIsHidden() {
        PciFunction function = Endpoints.plain()
                .capability(PciExpressCapability.ofEndpoint())
                .capabilityAt(0x100, PASID_IMAGE)
                .capabilityAt(0x140, new SerialNumberCapability(1))
                .build();
        Access config = Access.toConfig(function);

        assertThat(config.u32(0x100)).isEqualTo(0x14000000);
        config.u32(0x100, -1);
        assertThat(config.u32(0x100)).isEqualTo(0x14000000);
        assertThat(config.u32(0x104)).isEqualTo(function.readConfig(0x104, 4)).isNotZero();
    }

    @Test
    void shouldClearTheAnchorWhereNothingIsLeft() {
        PciFunction function = Endpoints.plain()
                .capability(PciExpressCapability.ofEndpoint())
                .capabilityAt(0x100, PASID_IMAGE)
                .capabilityAt(0x110, PtmCapability.ofRequester())
                .build();

        assertThat(Access.toConfig(function).u32(0x100)).isZero();
    }

    @Test
    void shouldShowTheHardwaresHeaderWhereTheFirstExtendedCapabilityHasNoId() {
        PciFunction function = Endpoints.changed(
                Endpoints.plain()
                        .capability(PciExpressCapability.ofEndpoint())
                        .capabilityAt(0x100, PtmCapability.ofRequester())
                        .capabilityAt(0x140, PASID_IMAGE)
                        .capabilityAt(0x150, new SerialNumberCapability(1))
                        .build(),
                space -> space.setU32(0x100, 0x14000000));

        assertThat(Access.toConfig(function).u32(0x100)).isEqualTo(0x14000000);
    }

    @Test
    void shouldShowNoExtendedCapabilitiesWithoutPciExpress() {
        PciFunction function =
                Endpoints.plain().capabilityAt(0x100, PASID_IMAGE).build();

        assertThat(VfioPciConfig.open(function, false).size()).isEqualTo(256);
    }

    @Test
    void shouldTakeHiddenStandardCapabilitiesOutOfTheList() {
        PciFunction function = Endpoints.with(
                RawCapability.of(CapabilityId.SSVID, 8),
                PowerManagementCapability.ofEndpoint(),
                RawCapability.of(CapabilityId.EA, 8));
        VfioPciConfig config = VfioPciConfig.open(function, false);

        assertThat(CapabilityList.of(config.toConfigSpace()).standard())
                .extracting(Capability::id)
                .containsExactly(CapabilityId.PM.id(), CapabilityId.EXP.id());
        assertThat(CapabilityList.of(function.config()).standard()).hasSize(4);
    }

    @Test
    void shouldShowTheNewLinkInAccessesOfEveryWidth() {
        PciFunction function =
                Endpoints.with(MsixCapability.of(8, 0, 0, 0x800), RawCapability.of(CapabilityId.SSVID, 8));
        Access config = Access.toConfig(function);
        int express = HostCapabilities.find(function, CapabilityId.EXP);

        assertThat(function.readConfig(0x41, 1)).isNotEqualTo(express);
        assertThat(config.u8(0x41)).isEqualTo(express);
        assertThat(config.u16(0x40)).isEqualTo((express << 8) | CapabilityId.MSIX.id());
        assertThat(config.u32(0x40)).isEqualTo(0x00070000 | (express << 8) | CapabilityId.MSIX.id());
    }

    @Test
    void shouldClearTheStatusBitWhereNoStandardCapabilityIsLeft() {
        PciFunction function = Endpoints.plain()
                .capability(RawCapability.of(CapabilityId.SSVID, 8))
                .build();
        Access config = Access.toConfig(function);

        assertThat(config.u16(0x06) & 0x10).isZero();
        assertThat(config.u8(0x34)).isZero();
    }
}
