// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.StructureLength;
import io.vfio4j.pci.map.ConfigMap;
import java.util.List;

/**
 * Gives the bytes of hidden capabilities that nothing shown has to {@link ConfigOwners#BLANK}, so that they read 0 with
 * {@code blankHidden}. A body whose length is unknown is taken to reach to the next capability, so that nothing of it
 * shows.
 */
final class HiddenBodies {
    private HiddenBodies() {}

    static void blank(ConfigSpace registers, List<Capability> hidden, ConfigOwners owners) {
        ConfigMap map = ConfigMap.of(registers);
        for (Capability capability : hidden) {
            int offset = capability.offset();
            int length = StructureLength.of(registers, capability).orElseGet(() -> map.distanceToNext(offset));
            owners.assignUnassigned(offset, length, ConfigOwners.BLANK);
        }
    }
}
