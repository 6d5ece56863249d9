// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vfio4j.device.Errno;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.VfioException;
import io.vfio4j.device.VfioPci;
import io.vfio4j.kernel.descriptor.DeviceInterrupts;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.file.DeviceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Requests that name another descriptor by its number: of one that is closed, they never reach the kernel, which may
 * have given the number to something else. A device that knows no request answers ENOTTY to what reaches it.
 */
class HeldNumbersTest {
    private final IoctlFile device = new IoctlFile("pci:test", DeviceFile.open("/dev/null"));

    @AfterEach
    void tearDown() {
        device.close();
    }

    @Test
    void shouldNotBindToAClosedIommufd() {
        Iommufd iommufd = Iommufd.open("/dev/null");

        refused(Errno.ENOTTY, () -> IommufdDevice.bind(device, iommufd, Optional.empty()));
        iommufd.close();
        refused(Errno.EBADF, () -> IommufdDevice.bind(device, iommufd, Optional.empty()));
    }

    @Test
    void shouldNotSetAClosedEvent() {
        DeviceInterrupts interrupts = new DeviceInterrupts(device);
        try (EventFd open = EventFd.create()) {
            EventFd closed = EventFd.create();

            refused(Errno.ENOTTY, () -> interrupts.set(trigger(open, closed)));
            closed.close();
            refused(Errno.EBADF, () -> interrupts.set(trigger(open, closed)));
            open.signal();
            assertThat(open.await(0)).as("the open one is as before").isEqualTo(1);
        }
    }

    private static IrqSet trigger(EventFd... events) {
        return new IrqSet(
                VfioPci.MSIX_IRQ, 0, events.length, IrqSet.Action.TRIGGER, new IrqSet.Data.Events(List.of(events)));
    }

    @Test
    void shouldNotShowAClosedGroup() {
        DeviceFile group = DeviceFile.open("/dev/null");
        DeviceResets resets = new DeviceResets(device, () -> Map.of(7, group));

        refused(Errno.ENOTTY, resets::hotReset);
        group.close();
        refused(Errno.EBADF, resets::hotReset);
    }

    private static void refused(Errno errno, ThrowingCallable action) {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(action)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
