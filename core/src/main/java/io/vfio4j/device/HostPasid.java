// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import io.vfio4j.pci.structure.PasidStructure;
import java.util.Optional;

/**
 * Holds the PASID registers as the host of a device reads them, whatever VFIO shows of them.
 *
 * @param owner whose registers they are when they are not the device's own, for people; else empty
 * @param structure the registers; empty when the function has none, or they cannot be read
 * @param obstacle why they cannot be read, in words without a full stop; empty when they can
 */
public record HostPasid(String owner, Optional<PasidStructure> structure, String obstacle) {

    /** Says why registers cannot be read. */
    public static HostPasid unreadable(String owner, String obstacle) {
        return new HostPasid(owner, Optional.empty(), obstacle);
    }

    /** Tells whether the registers can be read. */
    public boolean readable() {
        return obstacle.isEmpty();
    }
}
