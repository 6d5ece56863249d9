package lab;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityLength;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import java.util.List;

/** Which capability a byte of a configuration space belongs to. */
final class ConfigOwner {
    private final ConfigSpace config;
    private final List<Capability> capabilities;

    ConfigOwner(ConfigSpace config) {
        this.config = config;
        this.capabilities = CapabilityList.of(config).all();
    }

    List<Capability> capabilities() {
        return capabilities;
    }

    /**
     * The capability that starts last at or before the offset and reaches it; null for the header and for bytes that belong
     * to nothing. One that vfio-pci hides, whose length it does not know, reaches to the next.
     */
    Capability of(int offset) {
        Capability owner = null;
        for (Capability capability : capabilities) {
            if (capability.offset() <= offset
                    && (offset < ConfigSpace.CONVENTIONAL_SIZE) == (capability.offset() < ConfigSpace.CONVENTIONAL_SIZE)
                    && (owner == null || capability.offset() > owner.offset())) {
                owner = capability;
            }
        }
        if (owner == null) {
            return null;
        }
        int length = CapabilityLength.of(config, owner);
        return length == 0 || offset < owner.offset() + length ? owner : null;
    }
}
