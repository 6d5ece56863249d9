package io.vfio4j.emulation;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import java.util.List;

/**
 * Finds a place for another capability. A place is free when it is behind every capability of its list, so far behind the
 * last that no structure without a variable part reaches it, and reads 0 from there to the end of what is placed.
 */
final class FreeSpace {
    private static final int STANDARD_START = 0x40;
    private static final int LONGEST_FIXED = 0x48;

    private FreeSpace() {}

    static int find(ConfigSpace config, CapabilityImage image) {
        CapabilityList lists = CapabilityList.of(config);
        List<Capability> list = image.extended() ? lists.extended() : lists.standard();
        int first = image.extended() ? ConfigSpace.CONVENTIONAL_SIZE : STANDARD_START;
        int limit = image.extended() ? config.size() : ConfigSpace.CONVENTIONAL_SIZE;
        int last = list.stream().mapToInt(Capability::offset).max().orElse(-1);
        int offset = last < 0 ? first : last + 4;
        int zeroes = 0;
        for (int at = limit - 4; at >= offset && config.u32(at) == 0; at -= 4) {
            zeroes = limit - at;
        }
        int free = limit - zeroes;
        if (last >= 0 && image.extended()) {
            free = Math.max(free, Math.min(last + LONGEST_FIXED, limit));
        }
        if (free > limit - image.size()) {
            throw new IllegalArgumentException("no room for capability 0x%02x of %d bytes in the %s space"
                    .formatted(image.id(), image.size(), image.extended() ? "extended" : "standard"));
        }
        return free;
    }
}
