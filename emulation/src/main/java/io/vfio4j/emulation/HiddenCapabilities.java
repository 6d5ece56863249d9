// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.emulation.vfio.ShownLength;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;

/**
 * Tells which capabilities of a function vfio-pci takes out of the lists that its user sees, PASID among them. Their
 * registers stay where they are.
 */
public final class HiddenCapabilities {
    private HiddenCapabilities() {}

    /**
     * Says whether vfio-pci hides a capability.
     *
     * @param config the space that the capability was found in, 256 or 4096 bytes
     */
    public static boolean contain(ConfigSpace config, Capability capability) {
        return ShownLength.hidden(config, capability);
    }
}
