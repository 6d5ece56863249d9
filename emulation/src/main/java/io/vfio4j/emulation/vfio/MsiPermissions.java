// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.interrupts.InterruptState;

/**
 * Shows MSI: vfio_msi_config_read() and vfio_msi_config_write(). The user programs a message of its own; the hardware's
 * is the host's, and is enabled only while the interrupt is set up through VFIO_DEVICE_SET_IRQS.
 */
final class MsiPermissions extends TablePermissions {
    private static final int CONTROL = 2;
    private static final int ENABLE = 0x0001;
    private static final int MAXIMUM_MASK = 0x000e;
    private static final int QUEUE_SIZE = 0x0070;

    private final InterruptState interrupts;

    MsiPermissions(HostFunction host, ShadowSpace shadow, PermissionTable table, InterruptState interrupts) {
        super(host.function(), shadow, table);
        this.interrupts = interrupts;
    }

    /**
     * Reads, after what the kernel does to Message Control. The kernel means to put the number of vectors that the user
     * set up into Message Control, and puts it into the two bytes at the capability's start; the next pointer is in the
     * upper of them and stays as it is.
     */
    @Override
    public int load(int start, int offset, int count) {
        if (touchesControl(count, offset)) {
            int patched = (shadow().u16(start) & ~MAXIMUM_MASK) | (interrupts.msiQueueMaximum() << 1);
            shadow().set(start, 2, patched);
        }
        return super.load(start, offset, count);
    }

    @Override
    public void store(int start, int offset, int count, int value) {
        super.store(start, offset, count, value);
        if (!touchesControl(count, offset)) {
            return;
        }
        int register = start + CONTROL;
        if (register + 2 > shadow().size()) {
            return;
        }
        int control = shadow().u16(register);
        if (!interrupts.msiInUse()) {
            control &= ~ENABLE;
        }
        if ((control & QUEUE_SIZE) >>> 4 > interrupts.msiQueueMaximum()) {
            control = (control & ~QUEUE_SIZE) | (interrupts.msiQueueMaximum() << 4);
        }
        shadow().set(register, 2, control);
        if ((register & 1) != 0) {
            throw new VfioException(
                    hardware().toString(),
                    "write MSI control",
                    Errno.EINVAL,
                    "register 0x%02x is odd".formatted(register));
        }
        hardware().writeConfig(register, 2, control);
    }

    /**
     * Returns whether the kernel takes an access to touch Message Control: one that ends right before it counts too.
     */
    private static boolean touchesControl(int count, int offset) {
        return offset <= CONTROL && offset + count >= CONTROL;
    }
}
