// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.host;

import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.CapabilityId;

/**
 * Where a host's PCI core finds the capabilities it works with: pci_find_capability() and pci_find_ext_capability() of
 * drivers/pci/pci.c. It looks at the hardware, so it sees capabilities that vfio-pci hides.
 */
public final class HostCapabilities {
    private static final int MAX_STANDARD = 48;
    private static final int MAX_EXTENDED = (ConfigSpace.EXTENDED_SIZE - ConfigSpace.CONVENTIONAL_SIZE) / 8;

    private HostCapabilities() {}

    /** The first capability with an id, 0 when there is none. */
    public static int find(PciFunction function, CapabilityId id) {
        return id.extended() ? findExtended(function, id.id()) : findStandard(function, id.id());
    }

    private static int findStandard(PciFunction function, int wanted) {
        if ((function.readConfig(Registers.STATUS, 2) & Registers.STATUS_CAP_LIST) == 0) {
            return 0;
        }
        int position = function.readConfig(Registers.CAPABILITY_LIST, 1) & ~3;
        for (int left = MAX_STANDARD; left > 0 && position >= ConfigSpace.HEADER_SIZE; left--) {
            int entry = function.readConfig(position, 2);
            int id = entry & 0xff;
            if (id == 0xff) {
                return 0;
            }
            if (id == wanted) {
                return position;
            }
            position = (entry >>> 8) & ~3;
        }
        return 0;
    }

    private static int findExtended(PciFunction function, int wanted) {
        if (function.configSize() <= ConfigSpace.CONVENTIONAL_SIZE) {
            return 0;
        }
        int position = ConfigSpace.CONVENTIONAL_SIZE;
        for (int left = MAX_EXTENDED; left > 0 && position >= ConfigSpace.CONVENTIONAL_SIZE; left--) {
            int header = function.readConfig(position, 4);
            if (header == 0 || header == -1) {
                return 0;
            }
            if ((header & 0xffff) == wanted) {
                return position;
            }
            position = (header >>> 20) & 0xffc;
        }
        return 0;
    }
}
