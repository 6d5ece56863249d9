// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
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
import io.vfio4j.pci.structure.MsiCapability;
import io.vfio4j.pci.structure.MsixCapability;
import io.vfio4j.pci.structure.PciExpressCapability;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatedDeviceInterruptTest {
    private static final int MEMORY = 2;
    private static final int MASTER_AND_MEMORY = 6;

    private final PciFunction function = Endpoints.plain()
            .capability(MsiCapability.of(2))
            .capability(MsixCapability.of(8, 0, 0, 0x800))
            .capability(PciExpressCapability.ofEndpoint())
            .build();
    private final EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO);
    private final RecordedEvent event = new RecordedEvent();
    private final RecordedEvent other = new RecordedEvent();

    @BeforeEach
    void enableBusMastering() {
        Access.toConfig(device).u16(Registers.COMMAND, MASTER_AND_MEMORY);
    }

    @Test
    void shouldDeliverIntxOnceUntilItIsUnmasked() {
        set(VfioPci.INTX_IRQ, 0, event);

        assertThat(function.bus().interrupt(0)).isTrue();
        assertThat(function.bus().interrupt(0)).isFalse();
        assertThat(event.signals()).isEqualTo(1);

        set(VfioPci.INTX_IRQ, Action.UNMASK, new Data.None());
        assertThat(event.signals()).as("the second one was pending").isEqualTo(2);
        set(VfioPci.INTX_IRQ, Action.UNMASK, new Data.Bools(List.of(true)));
        assertThat(event.signals()).isEqualTo(2);
        assertThat(function.bus().interrupt(0)).isTrue();
    }

    @Test
    void shouldMaskIntxOnRequest() {
        set(VfioPci.INTX_IRQ, 0, event);

        set(VfioPci.INTX_IRQ, Action.MASK, new Data.Bools(List.of(false)));
        assertThat(function.bus().interrupt(0)).isTrue();
        set(VfioPci.INTX_IRQ, Action.UNMASK, new Data.None());
        set(VfioPci.INTX_IRQ, Action.MASK, new Data.None());

        assertThat(function.bus().interrupt(0)).isFalse();
        assertThat(function.readConfig(Registers.COMMAND, 2) & 0x0400).isEqualTo(0x0400);
    }

    @Test
    void shouldNotDeliverIntxWhileTheCommandRegisterDisablesIt() {
        set(VfioPci.INTX_IRQ, 0, event);
        Access config = Access.toConfig(device);

        config.u16(Registers.COMMAND, 0x0403);
        assertThat(function.bus().interrupt(0)).isFalse();
        set(VfioPci.INTX_IRQ, Action.TRIGGER, new Data.None());
        assertThat(event.signals()).isZero();

        config.u16(Registers.COMMAND, 0x0003);
        assertThat(event.signals()).isEqualTo(1);
    }

    @Test
    void shouldLoopTriggersBackToTheEvent() {
        set(VfioPci.INTX_IRQ, 0, event);
        set(VfioPci.INTX_IRQ, Action.TRIGGER, new Data.None());
        set(VfioPci.INTX_IRQ, Action.TRIGGER, new Data.Bools(List.of(true)));
        set(VfioPci.INTX_IRQ, Action.TRIGGER, new Data.Bools(List.of(false)));
        assertThat(event.signals()).isEqualTo(2);
        disable(VfioPci.INTX_IRQ);

        set(VfioPci.MSIX_IRQ, 2, event, other);
        device.setIrqs(new IrqSet(VfioPci.MSIX_IRQ, 1, 3, Action.TRIGGER, new Data.None()));
        device.setIrqs(new IrqSet(VfioPci.MSIX_IRQ, 2, 2, Action.TRIGGER, new Data.Bools(List.of(false, true))));
        assertThat(event.signals()).isEqualTo(3);
        assertThat(other.signals()).isEqualTo(2);
    }

    @Test
    void shouldDeliverMessagesToTheirVectors() {
        set(VfioPci.MSIX_IRQ, 0, event);
        assertThat(function.readConfig(HostCapabilities.find(function, CapabilityId.MSIX) + 2, 2) & 0x8000)
                .isEqualTo(0x8000);
        set(VfioPci.MSIX_IRQ, 5, other);

        assertThat(function.bus().interrupt(5)).isTrue();
        assertThat(function.bus().interrupt(1)).isFalse();
        assertThat(function.bus().interrupt(8)).isFalse();
        assertThat(function.bus().interrupt(-1)).isFalse();

        assertThat(other.signals()).isEqualTo(1);
        assertThat(event.signals()).isZero();
    }

    @Test
    void shouldDropMessagesWithoutBusMastering() {
        for (int index : List.of(VfioPci.MSI_IRQ, VfioPci.MSIX_IRQ)) {
            set(index, 0, event);
            Access.toConfig(device).u16(Registers.COMMAND, MEMORY);
            assertThat(function.bus().interrupt(0)).isFalse();
            Access.toConfig(device).u16(Registers.COMMAND, MASTER_AND_MEMORY);
            assertThat(event.signals()).as("what was dropped stays so").isZero();
            disable(index);
        }
        set(VfioPci.INTX_IRQ, 0, event);
        Access.toConfig(device).u16(Registers.COMMAND, MEMORY);
        assertThat(function.bus().interrupt(0)).as("INTx is no write to memory").isTrue();
    }

    @Test
    void shouldNotAddMsiVectorsLater() {
        set(VfioPci.MSI_IRQ, 0, event, other);

        assertErrno(Errno.EINVAL, () -> set(VfioPci.MSI_IRQ, 1, event, event));

        assertThat(function.bus().interrupt(0)).isTrue();
        assertThat(function.bus().interrupt(1))
                .as("no vector of the failed request is left")
                .isFalse();
        assertThat(other.references()).isEqualTo(1);
    }

    @Test
    void shouldTakeAnEventAway() {
        set(VfioPci.MSIX_IRQ, 0, event);
        set(VfioPci.MSIX_IRQ, 0, EventDescriptor.NONE);

        assertThat(function.bus().interrupt(0)).isFalse();
        assertThat(event.references()).isEqualTo(1);
        assertThatCode(() -> disable(VfioPci.MSIX_IRQ)).doesNotThrowAnyException();
    }

    @Test
    void shouldUseOneKindAtATime() {
        set(VfioPci.MSIX_IRQ, 0, event);

        assertErrno(Errno.EINVAL, () -> set(VfioPci.INTX_IRQ, 0, event));
        assertErrno(Errno.EINVAL, () -> set(VfioPci.MSI_IRQ, 0, event));
        assertErrno(Errno.EINVAL, () -> disable(VfioPci.MSI_IRQ));
        disable(VfioPci.MSIX_IRQ);
        set(VfioPci.INTX_IRQ, 0, event);
        assertThat(function.bus().interrupt(0)).isTrue();
    }

    @Test
    void shouldNotifyOfErrorsAndRequests() {
        assertThat(device.raiseError()).isFalse();
        set(VfioPci.ERR_IRQ, 0, event);
        set(VfioPci.REQ_IRQ, 0, other);

        assertThat(device.raiseError()).isTrue();
        assertThat(device.requestRelease()).isTrue();
        set(VfioPci.ERR_IRQ, Action.TRIGGER, new Data.None());
        set(VfioPci.REQ_IRQ, Action.TRIGGER, new Data.Bools(List.of(false)));
        disable(VfioPci.ERR_IRQ);

        assertThat(event.signals()).isEqualTo(2);
        assertThat(event.references()).isEqualTo(1);
        assertThat(other.signals()).isEqualTo(1);
        assertErrno(Errno.EINVAL, () -> disable(VfioPci.ERR_IRQ));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 1, EINVAL",
        "5, 0, 1, EINVAL",
        "0, 1, 1, EINVAL",
        "0, 0, 2, EINVAL",
        "1, 3, 2, EINVAL",
        "1, 4, 0, EINVAL",
        "2, -1, 1, EINVAL",
        "2, 0, -1, EINVAL",
        "2, 2147483647, 2147483647, EINVAL",
        "2, 0, 9, EINVAL",
        "3, 0, 2, EINVAL",
        "4, 1, 1, EINVAL",
        "2, 0, 1, EINVAL",
        "0, 0, 1, EINVAL"
    })
    void shouldRefuseTriggersThatDoNotFit(int index, int start, int count, String errno) {
        assertThatThrownBy(() -> device.setIrqs(new IrqSet(index, start, count, Action.TRIGGER, new Data.None())))
                .hasMessageContaining(errno);
    }

    @Test
    void shouldRefuseActionsThatAnIndexDoesNotHave() {
        set(VfioPci.MSIX_IRQ, 0, event);

        for (int index : List.of(VfioPci.MSI_IRQ, VfioPci.MSIX_IRQ, VfioPci.ERR_IRQ, VfioPci.REQ_IRQ)) {
            assertErrno(Errno.ENOTTY, () -> set(index, Action.MASK, new Data.None()));
        }
        assertErrno(Errno.EINVAL, () -> set(VfioPci.INTX_IRQ, Action.UNMASK, new Data.None()));
    }

    @Test
    void shouldRefuseToMaskIntxByAnEvent() {
        set(VfioPci.INTX_IRQ, 0, event);

        assertErrno(Errno.ENOTTY, () -> set(VfioPci.INTX_IRQ, Action.MASK, new Data.Events(List.of(other))));
        assertErrno(Errno.ENOTTY, () -> set(VfioPci.INTX_IRQ, Action.UNMASK, new Data.Events(List.of(other))));
        assertThatCode(() -> set(VfioPci.INTX_IRQ, Action.UNMASK, new Data.Events(List.of(EventDescriptor.NONE))))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseTooLittleData() {
        assertErrno(
                Errno.EINVAL,
                () -> device.setIrqs(
                        new IrqSet(VfioPci.MSIX_IRQ, 0, 2, Action.TRIGGER, new Data.Events(List.of(event)))));
        assertErrno(
                Errno.ERANGE,
                () -> device.setIrqs(new IrqSet(VfioPci.MSIX_IRQ, 0, 0, Action.TRIGGER, new Data.Events(List.of()))));
    }

    @Test
    void shouldGiveEveryEventBackWhenClosed() {
        set(VfioPci.MSIX_IRQ, 0, event, event, other);
        set(VfioPci.ERR_IRQ, 0, other);

        device.close();
        device.close();

        assertThat(event.references()).isEqualTo(1);
        assertThat(other.references()).isEqualTo(1);
        assertThat(function.bus().interrupt(0)).isFalse();
        assertErrno(Errno.ENODEV, () -> set(VfioPci.MSIX_IRQ, 0, event));
        assertThat(event.references()).isEqualTo(1);
    }

    private void set(int index, int start, EventDescriptor... events) {
        device.setIrqs(new IrqSet(index, start, events.length, Action.TRIGGER, new Data.Events(List.of(events))));
    }

    private void set(int index, Action action, Data data) {
        device.setIrqs(new IrqSet(index, 0, 1, action, data));
    }

    private void disable(int index) {
        device.setIrqs(IrqSet.disable(index));
    }
}
