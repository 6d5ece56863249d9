// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.host.HostFunction;
import io.vfio4j.emulation.host.HostPower;

/** Shows Power Management: vfio_pm_config_write(). */
final class PowerPermissions extends TablePermissions {
    private static final int CONTROL = 4;
    private static final int STATE_MASK = 3;

    private final HostPower power;

    PowerPermissions(HostFunction host, ShadowSpace shadow) {
        super(host.function(), shadow, PermissionTables.POWER_MANAGEMENT);
        this.power = host.power();
    }

    @Override
    public void store(int start, int offset, int count, int value) {
        super.store(start, offset, count, value);
        if (offset == CONTROL) {
            power.change(value & STATE_MASK);
        }
    }
}
