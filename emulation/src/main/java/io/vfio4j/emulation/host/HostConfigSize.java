// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.CapabilityId;

/** Measures how much configuration space a host believes in: pci_cfg_space_size() of drivers/pci/probe.c. */
final class HostConfigSize {
    private static final int PCIX_STATUS = 4;
    private static final int PCIX_266_OR_533_MHZ = 0xc0000000;

    private HostConfigSize() {}

    /** Returns 256 or 4096, never more than the function has. */
    static int of(PciFunction function) {
        if (function.configSize() == ConfigSpace.CONVENTIONAL_SIZE) {
            return ConfigSpace.CONVENTIONAL_SIZE;
        }
        if (function.virtual()) {
            return ConfigSpace.EXTENDED_SIZE;
        }
        if (HostCapabilities.find(function, CapabilityId.EXP) == 0) {
            int pcix = HostCapabilities.findWhole(function, CapabilityId.PCIX, PCIX_STATUS + 4);
            if (pcix == 0 || (function.readConfig(pcix + PCIX_STATUS, 4) & PCIX_266_OR_533_MHZ) == 0) {
                return ConfigSpace.CONVENTIONAL_SIZE;
            }
        }
        boolean answered = function.readConfig(ConfigSpace.CONVENTIONAL_SIZE, 4) != -1;
        return answered ? ConfigSpace.EXTENDED_SIZE : ConfigSpace.CONVENTIONAL_SIZE;
    }
}
