// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.map.ConfigMap;
import io.vfio4j.pci.map.Owner;
import java.util.BitSet;

/**
 * The bytes of a configuration space that another capability may take: those that read 0 and that no structure has, or
 * may have, by {@link ConfigMap}. Capabilities that are placed before their list can be walked count as well, because
 * whoever places one says so.
 */
final class FreeSpace {
    private final ConfigSpace config;
    private final BitSet taken = new BitSet();

    FreeSpace(ConfigSpace config) {
        this.config = config;
        ConfigMap map = ConfigMap.of(config);
        for (int offset = 0; offset < config.size(); offset++) {
            boolean owned = switch (map.ownerAt(offset)) {
                case Owner.Header _, Owner.Structure _, Owner.Reach _ -> true;
                case Owner.Absent _, Owner.Nobody _ -> false;
            };
            taken.set(offset, owned || config.u8(offset) != 0);
        }
    }

    /**
     * The first place for a capability.
     *
     * @throws IllegalArgumentException when there is none
     */
    int find(CapabilityImage image) {
        int first = image.extended() ? ConfigSpace.CONVENTIONAL_SIZE : ConfigSpace.HEADER_SIZE;
        int limit = image.extended() ? config.size() : ConfigSpace.CONVENTIONAL_SIZE;
        for (int offset = first; offset <= limit - image.size(); offset += 4) {
            int next = taken.nextSetBit(offset);
            if (next < 0 || next >= offset + image.size()) {
                return offset;
            }
        }
        throw new IllegalArgumentException("no place in the %s space that is surely free: capability 0x%02x, %d bytes"
                .formatted(image.extended() ? "extended" : "standard", image.id(), image.size()));
    }

    /** Marks bytes that a capability takes from now on. */
    void take(int offset, int size) {
        taken.set(offset, offset + size);
    }

    /** Marks bytes as free again. */
    void release(int offset, int size) {
        taken.clear(offset, offset + size);
    }
}
