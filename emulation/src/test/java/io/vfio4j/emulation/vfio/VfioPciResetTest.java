// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostCapabilities;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.emulation.testing.RecordedEvent;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.AcsCapability;
import io.vfio4j.pci.structure.AerCapability;
import io.vfio4j.pci.structure.AriCapability;
import io.vfio4j.pci.structure.AtsCapability;
import io.vfio4j.pci.structure.MsiCapability;
import io.vfio4j.pci.structure.MsixCapability;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidExtendedCapability;
import io.vfio4j.pci.structure.PriCapability;
import io.vfio4j.pci.structure.PtmCapability;
import io.vfio4j.pci.structure.RawCapability;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks what the host restores around a reset that the user asks for, and what it does not. */
class VfioPciResetTest {
    private static final int CACHE_LINE_SIZE = 0x0c;
    private static final int FIRST = 0x40;
    private static final int EXTENDED = 0x100;

    @Test
    void shouldNotKeepPasidThatOnlyTheUserHasEnabled() {
        PciFunction function = Endpoints.with(PasidExtendedCapability.of(new PasidCapability(20, true, true)));
        Access config = Access.toConfig(function);
        config.u16(EXTENDED + 6, 5);
        assertThat(function.readConfig(EXTENDED + 6, 2)).isEqualTo(5);

        reset(function, config);

        assertThat(config.u16(EXTENDED + 6)).isZero();
    }

    @Test
    void shouldEnableAgainWhatTheIommuDriverHadEnabled() {
        PciFunction function = Endpoints.with(
                RawCapability.of(AtsCapability.pageAligned()).u16(6, 0x8003),
                RawCapability.of(PriCapability.of(64)).u16(4, 1).u16(6, 0x8000).u32(12, 32),
                RawCapability.of(PasidExtendedCapability.of(new PasidCapability(20, true, true)))
                        .u16(6, 3));
        int requests = HostCapabilities.find(function, CapabilityId.PRI);
        int pasid = HostCapabilities.find(function, CapabilityId.PASID);
        Access config = Access.toConfig(function);
        config.u16(pasid + 6, 5);

        reset(function, config);

        assertThat(config.u16(EXTENDED + 6)).isEqualTo(0x8003);
        assertThat(config.u32(requests + 4) & 0xffff).isEqualTo(1);
        assertThat(config.u32(requests + 12)).isEqualTo(32);
        assertThat(config.u16(pasid + 6)).isEqualTo(3);
    }

    @Test
    void shouldNotKeepTheMaskBitsOfMsiThatIsNotSetUp() {
        PciFunction function = Endpoints.with(MsiCapability.of(3));
        Access config = Access.toConfig(function);
        config.u32(FIRST + 0x10, 0xa5);
        assertThat(config.u32(FIRST + 0x10)).isEqualTo(0xa5);

        reset(function, config);

        assertThat(config.u32(FIRST + 0x10)).isZero();
    }

    @Test
    void shouldTurnMsiOnAgainWithTheHostsMaskBits() {
        PciFunction function = Endpoints.with(MsiCapability.of(3));
        Access config = Access.toConfig(function);
        RecordedEvent event = new RecordedEvent();
        config.device()
                .setIrqs(new IrqSet(VfioPci.MSI_IRQ, 0, 2, Action.TRIGGER, new Data.Events(List.of(event, event))));
        config.u32(FIRST + 0x10, 0xff);

        reset(function, config);

        assertThat(function.readConfig(FIRST + 2, 2) & 0x71).isEqualTo(1 | 1 << 4);
        assertThat(config.u32(FIRST + 0x10)).isZero();
    }

    @Test
    void shouldTurnMsixOnAgain() {
        PciFunction function = Endpoints.with(MsixCapability.of(4, 0, 0, 0x800));
        Access config = Access.toConfig(function);
        config.device()
                .setIrqs(new IrqSet(
                        VfioPci.MSIX_IRQ, 0, 1, Action.TRIGGER, new Data.Events(List.of(new RecordedEvent()))));

        reset(function, config);

        assertThat(function.readConfig(FIRST + 2, 2) & 0xc000).isEqualTo(0x8000);
    }

    @Test
    void shouldRestoreTheHeader() {
        PciFunction function = Endpoints.with();
        Access config = Access.toConfig(function);
        config.u16(Registers.COMMAND, Registers.COMMAND_SERR | 7);
        config.u8(CACHE_LINE_SIZE, 0x40);

        reset(function, config);

        assertThat(config.u16(Registers.COMMAND)).isEqualTo(Registers.COMMAND_SERR | 7);
        assertThat(config.u8(CACHE_LINE_SIZE)).isEqualTo(0x40);
        assertThat(function.readConfig(0x10, 4)).isEqualTo(0xfe000000);
    }

    @Test
    void shouldRestoreOnlyBarsOfAFunctionThatSleepsAndForgets() {
        PciFunction function =
                Endpoints.with(RawCapability.of(CapabilityId.PM, 8).u16(2, 3));
        Access config = Access.toConfig(function);
        config.u16(Registers.COMMAND, Registers.COMMAND_SERR | 7);
        config.u8(CACHE_LINE_SIZE, 0x40);
        config.u16(FIRST + 4, 3);

        reset(function, config);

        assertThat(config.u16(FIRST + 4) & 3).isZero();
        assertThat(config.u8(CACHE_LINE_SIZE)).isZero();
        assertThat(config.u16(Registers.COMMAND)).isZero();
        assertThat(function.readConfig(0x10, 4)).isEqualTo(0xfe000000);
        assertThat(function.readConfig(0x18, 4)).isEqualTo(0x0000000c);
        assertThat(function.readConfig(0x1c, 4)).isEqualTo(0x38);
    }

    @Test
    void shouldRestoreAllOfItWhenTheDeviceIsResetThroughItsFile() {
        PciFunction function =
                Endpoints.with(RawCapability.of(CapabilityId.PM, 8).u16(2, 3));
        Access config = Access.toConfig(function);
        config.u16(Registers.COMMAND, Registers.COMMAND_SERR | 7);
        config.u8(CACHE_LINE_SIZE, 0x40);
        config.u16(FIRST + 4, 3);

        config.device().reset();

        assertThat(config.u16(FIRST + 4) & 3).isZero();
        assertThat(config.u8(CACHE_LINE_SIZE)).isEqualTo(0x40);
        assertThat(config.u16(Registers.COMMAND)).isEqualTo(Registers.COMMAND_SERR | 7);
    }

    @Test
    void shouldRestoreControlsThatLinuxSavesAndNoOthers() {
        PciFunction function = Endpoints.with(
                PtmCapability.ofRequester(),
                RawCapability.of(CapabilityId.LTR, 8).u32(4, 0x10031003),
                RawCapability.of(AriCapability.of(0)).u16(4, 3));
        int latencies = HostCapabilities.find(function, CapabilityId.LTR);
        int routing = HostCapabilities.find(function, CapabilityId.ARI);
        function.writeConfig(routing + 6, 2, 3);
        Access config = Access.toConfig(function);
        config.u32(EXTENDED + 8, 0x0101);

        reset(function, config);

        assertThat(config.u32(EXTENDED + 8)).isEqualTo(0x0101);
        assertThat(config.u32(latencies + 4)).isEqualTo(0x10031003);
        assertThat(config.u16(routing + 6)).isZero();
    }

    @Test
    void shouldClearErrorsAndKeepTheirMasks() {
        PciFunction function = Endpoints.with(RawCapability.of(AerCapability.withDefaults())
                .u32(0x04, 0x00100000)
                .u32(0x10, 0x00002000));
        Access config = Access.toConfig(function);
        config.u32(EXTENDED + 0x08, 0x00400000);

        assertThat(config.u32(EXTENDED + 0x04)).isZero();
        assertThat(config.u32(EXTENDED + 0x10)).isZero();
        reset(function, config);

        assertThat(config.u32(EXTENDED + 0x08)).isEqualTo(0x00400000);
    }

    @Test
    void shouldIsolateTheFunctionAgain() {
        PciFunction function = Endpoints.with(AcsCapability.ofEndpoint());
        Access config = Access.toConfig(function);

        assertThat(config.u16(EXTENDED + 6)).isEqualTo(0x1c);
        function.reset();
        assertThat(config.u16(EXTENDED + 6)).isZero();
        reset(function, config);

        assertThat(config.u16(EXTENDED + 6)).isEqualTo(0x1c);
    }

    @Test
    void shouldGiveResizableBarsTheSizeOfTheirResource() {
        PciFunction function = Endpoints.with(
                RawCapability.of(CapabilityId.REBAR, 12).u32(4, 1 << 17).u32(8, 1 << 5 | 2));
        Access config = Access.toConfig(function);

        reset(function, config);

        assertThat(config.u32(EXTENDED + 8)).isEqualTo(13 << 8 | 1 << 5 | 2);
    }

    @Test
    void shouldKeepVirtualFunctionsEnabled() {
        PciFunction function = Endpoints.physical();
        int sriov = HostCapabilities.find(function, CapabilityId.SRIOV);
        Access config = Access.toConfig(function);
        int bar = config.u32(sriov + 0x24);

        reset(function, config);

        assertThat(config.u16(sriov + 0x08) & 9).isEqualTo(9);
        assertThat(config.u16(sriov + 0x10)).isEqualTo(2);
        assertThat(config.u32(sriov + 0x24)).isEqualTo(bar).isNotZero();
    }

    private static void reset(PciFunction function, Access config) {
        int control = HostCapabilities.find(function, CapabilityId.EXP) + 8;
        config.u16(control, config.u16(control) | 0x8000);
    }
}
