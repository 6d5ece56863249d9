// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.host.HostCapabilities;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.RawCapability;
import org.junit.jupiter.api.Test;

class VfioPciPowerTest {
    private static final int PM = 0x40;
    private static final int CONTROL = PM + 4;
    private static final int D3_HOT = 3;
    private static final int NO_SOFT_RESET = 8;
    private static final int D1_AND_D2 = 0x0600;
    private static final int PME = 0xf800;

    @Test
    void shouldNotShowThatTheFunctionCanSignalPowerEvents() {
        PciFunction function = power(PME | 3, NO_SOFT_RESET);
        Access config = Access.toConfig(function);

        assertThat(function.readConfig(PM + 2, 2)).isEqualTo(PME | 3);
        assertThat(config.u16(PM + 2)).isEqualTo(3);
        config.u16(CONTROL, 0x8100);
        assertThat(config.u16(CONTROL)).isEqualTo(NO_SOFT_RESET);
        assertThat(function.readConfig(CONTROL, 2)).isEqualTo(NO_SOFT_RESET);
    }

    @Test
    void shouldChangeThePowerStateForTheUser() {
        PciFunction function = power(3, NO_SOFT_RESET);
        Access config = Access.toConfig(function);

        config.u16(CONTROL, D3_HOT);
        assertThat(config.u16(CONTROL) & 3).isEqualTo(D3_HOT);
        config.u16(CONTROL, 0);
        assertThat(config.u16(CONTROL) & 3).isZero();
    }

    @Test
    void shouldLookAtAccessesThatBeginAtTheControlRegisterOnly() {
        PciFunction function = power(3, NO_SOFT_RESET);
        Access config = Access.toConfig(function);

        config.u8(CONTROL, D3_HOT);
        assertThat(config.u16(CONTROL) & 3).isEqualTo(D3_HOT);
        config.u8(CONTROL + 1, 0);
        assertThat(config.u16(CONTROL) & 3).isEqualTo(D3_HOT);
        config.u32(CONTROL, 0);
        assertThat(config.u16(CONTROL) & 3).isZero();
    }

    @Test
    void shouldEnterIntermediateStatesOnlyWhereTheFunctionHasThem() {
        Access without = Access.toConfig(power(3, NO_SOFT_RESET));
        Access with = Access.toConfig(power(D1_AND_D2 | 3, NO_SOFT_RESET));

        without.u16(CONTROL, 1);
        with.u16(CONTROL, 2);

        assertThat(without.u16(CONTROL) & 3).isZero();
        assertThat(with.u16(CONTROL) & 3).isEqualTo(2);
        with.u16(CONTROL, 1);
        assertThat(with.u16(CONTROL) & 3).as("only deeper, or back to D0").isEqualTo(2);
    }

    @Test
    void shouldRefuseMemoryAccessesInD3Hot() {
        PciFunction function = power(3, NO_SOFT_RESET);
        Access config = Access.toConfig(function);
        Access bar = Access.toRegion(config.device(), 0);

        assertThat(bar.u32(0)).isZero();
        config.u16(CONTROL, D3_HOT);
        assertErrno(Errno.EIO, () -> bar.u32(0));
        config.u16(CONTROL, 0);
        assertThat(bar.u32(0)).isZero();
    }

    @Test
    void shouldRestoreRegistersThatAreLostOnTheWayBackToD0() {
        PciFunction function = power(3, 0);
        Access config = Access.toConfig(function);
        config.u16(0x04, 0x0007);

        config.u16(CONTROL, D3_HOT);
        config.u16(CONTROL, 0);

        assertThat(config.u16(0x04)).isEqualTo(0x0007);
        assertThat(function.readConfig(0x10, 4)).isEqualTo(0xfe000000);
        assertThat(function.readConfig(CONTROL, 2) & 3).isZero();
    }

    @Test
    void shouldStayInD0WhileVirtualFunctionsAreEnabled() {
        PciFunction function = Endpoints.physical();
        Access config = Access.toConfig(function);
        int control = HostCapabilities.find(function, CapabilityId.PM) + 4;

        config.u16(control, D3_HOT);

        assertThat(config.u16(control) & 3).isZero();
    }

    @Test
    void shouldLeaveD3HotWhenReset() {
        PciFunction function =
                Endpoints.with(RawCapability.of(CapabilityId.PM, 8).u16(2, 3).u16(4, NO_SOFT_RESET));
        Access config = Access.toConfig(function);
        config.u16(CONTROL, D3_HOT);

        config.device().reset();

        assertThat(config.u16(CONTROL) & 3).isZero();
    }

    private static PciFunction power(int capabilities, int control) {
        return Endpoints.with(
                RawCapability.of(CapabilityId.PM, 8).u16(2, capabilities).u16(4, control));
    }
}
