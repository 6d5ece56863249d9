// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.IrqSet.Action;
import io.vfio4j.device.IrqSet.Data;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.emulation.testing.RecordedEvent;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.capability.CapabilityList;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmulatedDeviceHardwareViewTest {

    private final PciFunction function = Endpoints.physical();
    private final EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE);
    private final Access config = Access.toConfig(device);

    @Test
    void shouldLeaveTheFunctionAsItIsWhenOpened() {
        PciFunction untouched = Endpoints.physical();

        assertThat(function.config()).isEqualTo(untouched.config());
    }

    @Test
    void shouldShowEveryRegister() {
        byte[] bytes = new byte[4096];
        device.read(VfioPci.CONFIG_REGION, 0, MemorySegment.ofArray(bytes), 0, bytes.length);

        assertThat(ConfigSpace.of(bytes)).isEqualTo(function.config());
        assertThat(CapabilityList.of(ConfigSpace.of(bytes)).find(CapabilityId.PASID))
                .isPresent();
    }

    @Test
    void shouldLetTheUserMoveBars() {
        config.write(0x10, 8, 0x1234_0000L);

        assertThat(function.readConfig(0x10, 4)).isEqualTo(0x1234_000c);
        assertThat(config.read(0x10, 8)).isEqualTo(0x1234_000cL);
    }

    @Test
    void shouldRefuseAccessesThatLeaveTheSpace() {
        assertErrno(Errno.EFAULT, () -> config.u32(4095));
    }

    @Test
    void shouldResetToResetValues() {
        function.enablePasid();
        config.u16(Registers.COMMAND, 0x0006);

        device.reset();

        assertThat(config.u16(Registers.COMMAND)).isZero();
        assertThat(function.pasid().orElseThrow().control().enabled()).isFalse();
    }

    @Test
    void shouldServeBridges() {
        PciFunction bridge = Endpoints.changed(Endpoints.plain().build(), space -> space.setU8(0x0e, 1));

        assertThat(Access.toConfig(EmulatedDevice.open(bridge, EmulatedDeviceOptions.HARDWARE))
                        .u8(0x0e))
                .isEqualTo(1);
    }

    @Test
    void shouldDeliverIntxUnlessTheRegisterDisablesIt() {
        EmulatedDevice plain = EmulatedDevice.open(Endpoints.plain().build(), EmulatedDeviceOptions.HARDWARE);
        RecordedEvent event = new RecordedEvent();
        plain.setIrqs(new IrqSet(VfioPci.INTX_IRQ, 0, 1, Action.TRIGGER, new Data.Events(List.of(event))));

        Access.toConfig(plain).u16(Registers.COMMAND, 0x0400);
        assertThat(plain.function().bus().interrupt(0)).isFalse();
        assertThat(event.signals()).isZero();
        Access.toConfig(plain).u16(Registers.COMMAND, 0);
        assertThat(event.signals()).isEqualTo(1);
        assertThat(plain.function().bus().interrupt(0)).isFalse();
        plain.setIrqs(new IrqSet(VfioPci.INTX_IRQ, 0, 1, Action.UNMASK, new Data.None()));
        assertThat(event.signals()).isEqualTo(2);
        assertThat(Access.toConfig(plain).u16(Registers.COMMAND)).isZero();
    }
}
