// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.device.HostPasid;
import io.vfio4j.host.sysfs.FunctionConfig;
import io.vfio4j.host.sysfs.SysfsFunction;

/** Reads the PASID registers that the host's sysfs shows: of a VF, its PF's. */
final class SysfsPasid {
    private SysfsPasid() {}

    static HostPasid of(SysfsFunction function) {
        SysfsFunction owner = function.pasidOwner();
        FunctionConfig config = owner.config();
        String whose = owner.address().equals(function.address()) ? "" : "PF " + owner.address();
        if (!config.extendedComplete()) {
            String why = config.cutOff()
                    ? "the kernel shows the first 256 bytes only (no MMCONFIG)"
                    : config.obstacle().orElse("");
            return HostPasid.unreadable(whose, why);
        }
        return new HostPasid(whose, config.pasid(), "");
    }
}
