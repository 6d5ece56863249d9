// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostCapabilities;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.CountingContents;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.PciExpressCapability;
import io.vfio4j.pci.structure.RawCapability;
import org.junit.jupiter.api.Test;

class VfioPciExpressTest {
    private static final int EXPRESS = 0x40;
    private static final int DEVICE_CONTROL = EXPRESS + 8;
    private static final int FLR = 0x8000;
    private static final int PHANTOM = 0x0200;
    private static final int READ_REQUEST = 0x7000;

    private final PciFunction function = Endpoints.with();
    private final Access config = Access.toConfig(function);

    @Test
    void shouldResetTheFunctionAndRestoreItWhenTheUserAsksForIt() {
        config.u16(0x04, 0x0006);

        config.u16(DEVICE_CONTROL, config.u16(DEVICE_CONTROL) | FLR);

        assertThat(config.u16(DEVICE_CONTROL) & FLR).isZero();
        assertThat(config.u16(0x04)).isEqualTo(0x0006);
        assertThat(function.readConfig(0x10, 4)).isEqualTo(0xfe000000);
    }

    @Test
    void shouldTellTheContentsOfBarsOfAFunctionLevelReset() {
        CountingContents contents = new CountingContents();
        PciFunction counting = Endpoints.plain()
                .capability(PciExpressCapability.ofEndpoint())
                .contents(0, contents)
                .build();
        Access access = Access.toConfig(counting);
        int opened = contents.resets();

        access.u16(DEVICE_CONTROL, FLR);

        assertThat(contents.resets()).isEqualTo(opened + 1);
    }

    @Test
    void shouldNotResetAFunctionThatCannot() {
        CountingContents contents = new CountingContents();
        PciFunction without = Endpoints.plain()
                .capability(RawCapability.of(CapabilityId.EXP, 0x3c).u16(2, 2))
                .contents(0, contents)
                .build();
        Access access = Access.toConfig(without);

        access.u16(DEVICE_CONTROL, FLR);

        assertThat(contents.resets()).isZero();
        assertThat(access.u16(DEVICE_CONTROL) & FLR).isZero();
    }

    @Test
    void shouldKeepTheMaximumPayloadFromTheHardware() {
        int payload = function.readConfig(DEVICE_CONTROL, 2) & 0xe0;

        config.u16(DEVICE_CONTROL, 0x0040);

        assertThat(config.u16(DEVICE_CONTROL) & 0xe0).isEqualTo(0x40);
        assertThat(function.readConfig(DEVICE_CONTROL, 2) & 0xe0).isEqualTo(payload);
    }

    @Test
    void shouldPassTheMaximumReadRequestOnButNotBelowTheHostsPayload() {
        function.writeConfig(DEVICE_CONTROL, 2, 0x2040);
        Access access = Access.toConfig(function);

        access.u16(DEVICE_CONTROL, 0x5000);
        assertThat(function.readConfig(DEVICE_CONTROL, 2) & READ_REQUEST).isEqualTo(0x5000);

        access.u16(DEVICE_CONTROL, 0x0000);
        assertThat(access.u16(DEVICE_CONTROL) & READ_REQUEST).isZero();
        assertThat(function.readConfig(DEVICE_CONTROL, 2) & READ_REQUEST).isEqualTo(0x2000);

        access.u16(DEVICE_CONTROL, 0x6000);
        assertThat(access.u16(DEVICE_CONTROL) & READ_REQUEST).isEqualTo(0x6000);
        assertThat(function.readConfig(DEVICE_CONTROL, 2) & READ_REQUEST).isEqualTo(0x2000);
    }

    @Test
    void shouldNotEnablePhantomFunctionsOrAriForwarding() {
        PciFunction able = Endpoints.plain()
                .capability(RawCapability.of(CapabilityId.EXP, 0x3c)
                        .u16(2, 2)
                        .u32(4, 3 << 3)
                        .u32(0x24, 1 << 5))
                .build();
        Access access = Access.toConfig(able);

        access.u16(DEVICE_CONTROL, PHANTOM | 0x0001);
        access.u16(EXPRESS + 0x28, 0x0020);

        assertThat(able.readConfig(DEVICE_CONTROL, 2) & (PHANTOM | 1)).isEqualTo(1);
        assertThat(able.readConfig(EXPRESS + 0x28, 2)).isZero();
    }

    @Test
    void shouldDropWritesToLinkControl() {
        int before = config.u16(EXPRESS + 0x10);

        config.u16(EXPRESS + 0x10, ~before & 0xffff);

        assertThat(config.u16(EXPRESS + 0x10)).isEqualTo(before);
    }

    @Test
    void shouldNotLosePasidThroughAFunctionLevelReset() {
        PciFunction physical = Endpoints.physical();
        physical.enablePasid();
        Access access = Access.toConfig(physical);
        int control = HostCapabilities.find(physical, CapabilityId.EXP) + 8;

        access.u16(control, FLR);
        assertThat(physical.pasid().orElseThrow().control().enabled()).isTrue();

        access.u16(0x168 + 6, 0);
        access.u16(control, FLR);
        assertThat(physical.pasid().orElseThrow().controlRegister())
                .as("the host enables it again")
                .isEqualTo(7);
    }
}
