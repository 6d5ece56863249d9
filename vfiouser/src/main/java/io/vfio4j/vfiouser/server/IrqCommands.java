// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.server;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.IrqSet;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.EventFd;
import io.vfio4j.vfiouser.stream.Message;
import io.vfio4j.vfiouser.wire.IrqSetCodec;
import java.util.List;

/** Carries out DEVICE_SET_IRQS, and takes its events away when a client goes. */
final class IrqCommands {
    private final VfioDevice device;

    IrqCommands(VfioDevice device) {
        this.device = device;
    }

    void set(Message message) {
        int index = IrqSetCodec.index(message.segment(), message.payload(), message.length());
        int vectors = device.irqInfo(index).count();
        List<EventFd> events = message.takeDescriptors().stream()
                .map(received -> EventFd.adopt(received.surrender()))
                .toList();
        try {
            device.setIrqs(IrqSetCodec.decode(message.segment(), message.payload(), message.length(), vectors, events));
        } finally {
            events.forEach(EventDescriptor::close);
        }
    }

    /** Disables every index, so that no event of the client is kept. */
    void disableAll() {
        for (int index = 0; index < device.info().irqs(); index++) {
            int current = index;
            Cleanup.attempt(device, "disabling irq " + index, () -> disable(current));
        }
    }

    /**
     * Disables an index. As the kernel, a device refuses with EINVAL to disable what is not in use: nothing is to do
     * then.
     */
    private void disable(int index) {
        try {
            if (device.irqInfo(index).count() > 0) {
                device.setIrqs(IrqSet.disable(index));
            }
        } catch (VfioException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
        }
    }
}
