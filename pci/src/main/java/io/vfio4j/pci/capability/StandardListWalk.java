// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Walks the standard list by the specification (PCI Local Bus Specification 3.0, 6.7), as leniently as pciutils does,
 * and notes what is wrong with it.
 */
final class StandardListWalk implements ListPolicy {
    private static final int NO_ID = 0xff;

    private final BitSet seen = new BitSet(ConfigSpace.CONVENTIONAL_SIZE);
    private final List<ListDefect> defects;
    private int followed;

    private StandardListWalk(List<ListDefect> defects) {
        this.defects = defects;
    }

    static List<Capability> walk(ConfigSpace config, List<ListDefect> defects) {
        List<Capability> found = new ArrayList<>();
        if ((config.u16(Registers.STATUS) & Registers.STATUS_CAP_LIST) == 0) {
            return found;
        }
        int pointerAt = config.headerType() == Registers.HEADER_TYPE_CARDBUS
                ? Registers.CARDBUS_CAPABILITY_LIST
                : Registers.CAPABILITY_LIST;
        ListWalk.STANDARD.find(
                pointerAt, config.u8(pointerAt), config::u16, new StandardListWalk(defects), capability -> {
                    CapabilityList.checkRepetition(found, capability, defects);
                    found.add(capability);
                    return false;
                });
        return found;
    }

    @Override
    public int follow(int from, int pointer) {
        if (pointer == 0) {
            return END;
        }
        int offset = pointer & 0xfc;
        if (offset != pointer) {
            defects.add(new ListDefect(from, "pointer 0x%02x is not a multiple of 4".formatted(pointer)));
        }
        if (offset < ConfigSpace.HEADER_SIZE) {
            defects.add(new ListDefect(from, "pointer 0x%02x leads into the header".formatted(pointer)));
            return END;
        }
        if (seen.get(offset)) {
            defects.add(new ListDefect(from, "list loops back to 0x%02x".formatted(offset)));
            return END;
        }
        seen.set(offset);
        followed = pointer;
        return offset;
    }

    @Override
    public boolean believes(int from, int offset, int header) {
        if ((header & 0xff) == NO_ID) {
            defects.add(new ListDefect(offset, "no capability: id 0xff"));
            return false;
        }
        if (header == 0) {
            defects.add(new ListDefect(offset, "pointer 0x%02x leads to all zeroes".formatted(followed)));
        }
        return true;
    }
}
