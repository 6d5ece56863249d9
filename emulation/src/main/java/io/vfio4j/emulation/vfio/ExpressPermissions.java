// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.host.HostFunction;

/**
 * Shows PCI Express: vfio_exp_config_write(). A function level reset is carried out by the host; the maximum read
 * request reaches the hardware, but not below the host's maximum payload.
 */
final class ExpressPermissions extends TablePermissions {
    private static final int DEVICE_CAPABILITIES = 4;
    private static final int DEVICE_CAPABILITIES_FLR = 0x10000000;
    private static final int DEVICE_CONTROL = 8;
    private static final int FLR = 0x8000;
    private static final int PAYLOAD = 0x00e0;
    private static final int READ_REQUEST = 0x7000;
    private static final int LARGEST_READ_REQUEST = 5;

    private final HostFunction host;

    ExpressPermissions(HostFunction host, ShadowSpace shadow) {
        super(host.function(), shadow, PermissionTables.EXPRESS);
        this.host = host;
    }

    @Override
    public void store(int start, int offset, int count, int value) {
        int register = start + DEVICE_CONTROL;
        if (register + 2 > shadow().size()) {
            super.store(start, offset, count, value);
            return;
        }
        int before = shadow().u16(register);
        super.store(start, offset, count, value);
        int control = shadow().u16(register);
        if ((control & FLR) != 0) {
            control &= ~FLR;
            shadow().set(register, 2, control);
            boolean aligned = (start & 3) == 0;
            if (aligned && (hardware().readConfig(start + DEVICE_CAPABILITIES, 4) & DEVICE_CAPABILITIES_FLR) != 0) {
                host.reset();
            }
        }
        if (((before ^ control) & READ_REQUEST) != 0) {
            setReadRequest((control >>> 12) & 7);
        }
    }

    /** Sets the maximum read request: pcie_set_readrq(), 128 bytes shifted by the field, 4096 at most. */
    private void setReadRequest(int wanted) {
        int capability = host.expressCapability();
        if (capability == 0) {
            return;
        }
        int control = hardware().readConfig(capability + DEVICE_CONTROL, 2);
        int field = Math.max(wanted, (control & PAYLOAD) >>> 5);
        if (field <= LARGEST_READ_REQUEST) {
            int changed = (control & ~READ_REQUEST) | (field << 12);
            if (changed != control) {
                hardware().writeConfig(capability + DEVICE_CONTROL, 2, changed);
            }
        }
    }
}
