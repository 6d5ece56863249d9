// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.emulation.host.HostFunction;

/** Shows Conventional PCI Advanced Features: vfio_af_config_write(). */
final class AdvancedFeaturesPermissions extends TablePermissions {
    private static final int CAPABILITIES = 3;
    private static final int CAPABILITIES_PENDING_AND_FLR = 3;
    private static final int CONTROL = 4;
    private static final int CONTROL_FLR = 1;

    private final HostFunction host;

    AdvancedFeaturesPermissions(HostFunction host, ShadowSpace shadow) {
        super(host.function(), shadow, PermissionTables.ADVANCED_FEATURES);
        this.host = host;
    }

    @Override
    public void store(int start, int offset, int count, int value) {
        super.store(start, offset, count, value);
        if (start + CONTROL >= shadow().size()) {
            return;
        }
        int control = shadow().u8(start + CONTROL);
        if ((control & CONTROL_FLR) == 0) {
            return;
        }
        shadow().set(start + CONTROL, 1, control & ~CONTROL_FLR);
        int capabilities = hardware().readConfig(start + CAPABILITIES, 1);
        if ((capabilities & CAPABILITIES_PENDING_AND_FLR) == CAPABILITIES_PENDING_AND_FLR) {
            host.reset();
        }
    }
}
