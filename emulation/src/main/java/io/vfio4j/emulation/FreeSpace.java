package io.vfio4j.emulation;

import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityId;
import io.vfio4j.pci.CapabilityLength;
import io.vfio4j.pci.CapabilityList;
import io.vfio4j.pci.ConfigSpace;
import java.util.BitSet;
import java.util.List;

/**
 * The bytes of a configuration space that another capability may take. A byte is free when it reads 0 and no capability
 * can reach it: one whose length is not known may reach up to the next one, or to the end of the space.
 */
final class FreeSpace {
    private static final int STANDARD_START = 0x40;
    private static final int PTM_SIZE = 12;
    private static final int L1_SUBSTATES_SIZE = 0x14;
    private static final int DATA_LINK_FEATURE_SIZE = 12;
    private static final int ADVANCED_ERROR_REPORTING_SIZE = 0x48;
    private static final int EXPRESS_SIZE = 0x3c;

    private final ConfigSpace config;
    private final BitSet taken = new BitSet();

    FreeSpace(ConfigSpace config) {
        this.config = config;
        CapabilityList lists = CapabilityList.of(config);
        take(0, STANDARD_START);
        takeAll(lists.standard(), ConfigSpace.CONVENTIONAL_SIZE);
        takeAll(lists.extended(), config.size());
        for (int offset = 0; offset < config.size(); offset++) {
            taken.set(offset, taken.get(offset) || config.u8(offset) != 0);
        }
    }

    /**
     * The first place for a capability.
     *
     * @throws IllegalArgumentException when there is none
     */
    int find(CapabilityImage image) {
        int first = image.extended() ? ConfigSpace.CONVENTIONAL_SIZE : STANDARD_START;
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

    private void takeAll(List<Capability> list, int limit) {
        for (Capability capability : list) {
            int length = knownLength(capability);
            int reach = length > 0 ? capability.offset() + length : nextAfter(list, capability.offset(), limit);
            taken.set(capability.offset(), Math.min(reach, limit));
        }
    }

    private int knownLength(Capability capability) {
        CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
        return switch (id) {
            case null -> 0;
            // Their arbitration tables may be anywhere behind the registers.
            case VC, VC9, MFVC -> 0;
            case EXP -> EXPRESS_SIZE;
            case ERR -> ADVANCED_ERROR_REPORTING_SIZE;
            case PASID -> 8;
            case PTM -> PTM_SIZE;
            case L1SS -> L1_SUBSTATES_SIZE;
            case DLF -> DATA_LINK_FEATURE_SIZE;
            default -> CapabilityLength.of(config, capability);
        };
    }

    private static int nextAfter(List<Capability> list, int offset, int limit) {
        return list.stream()
                .mapToInt(Capability::offset)
                .filter(other -> other > offset)
                .min()
                .orElse(limit);
    }
}
