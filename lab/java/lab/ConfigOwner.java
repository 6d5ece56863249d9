// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.map.ConfigMap;
import io.vfio4j.pci.map.Owner;
import java.util.List;

/** Which capability a byte of a configuration space belongs to. */
final class ConfigOwner {
    private final ConfigSpace config;
    private final ConfigMap map;
    private final List<Capability> capabilities;

    ConfigOwner(ConfigSpace config) {
        this.config = config;
        this.map = ConfigMap.of(config);
        this.capabilities = CapabilityList.of(config).all();
    }

    ConfigSpace config() {
        return config;
    }

    List<Capability> capabilities() {
        return capabilities;
    }

    /** Null for the header and for bytes that belong to nothing. One whose length is unknown reaches to the next. */
    Capability of(int offset) {
        return switch (map.ownerAt(offset)) {
            case Owner.Structure structure -> structure.capability();
            case Owner.Reach reach -> reach.capability();
            case Owner.Header _, Owner.Absent _, Owner.Nobody _ -> null;
        };
    }
}
