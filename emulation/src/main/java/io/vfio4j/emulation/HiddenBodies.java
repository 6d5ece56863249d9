package io.vfio4j.emulation;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityId;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.PasidCapability;
import java.util.List;

/**
 * The bytes of hidden capabilities that nothing shown has: what {@code blankHidden} makes read 0. A body whose size is
 * not fixed is taken to reach to the next capability, so that nothing of it shows.
 */
final class HiddenBodies {
    private HiddenBodies() {}

    static void blank(ConfigSpace registers, List<Capability> hidden, ConfigOwners owners) {
        List<Capability> all = CapabilityList.of(registers).all();
        for (Capability capability : hidden) {
            owners.assignUnassigned(capability.offset(), length(registers, capability, all), ConfigOwners.BLANK);
        }
    }

    private static int length(ConfigSpace registers, Capability capability, List<Capability> all) {
        if (capability.is(CapabilityId.PASID)) {
            return PasidCapability.SIZE;
        }
        int end = capability.extended() ? registers.size() : ConfigSpace.CONVENTIONAL_SIZE;
        for (Capability other : all) {
            if (other.offset() > capability.offset() && other.offset() < end) {
                end = other.offset();
            }
        }
        return end - capability.offset();
    }
}
