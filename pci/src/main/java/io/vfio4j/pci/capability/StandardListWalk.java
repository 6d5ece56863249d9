// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Walks the list that the header's capability pointer begins (PCI Local Bus Specification 3.0, 6.7). */
final class StandardListWalk {

    private StandardListWalk() {}

    static List<Capability> walk(ConfigSpace config, List<ListDefect> findings) {
        List<Capability> found = new ArrayList<>();
        if ((config.u16(Registers.STATUS) & Registers.STATUS_CAP_LIST) == 0) {
            return found;
        }
        BitSet seen = new BitSet(ConfigSpace.CONVENTIONAL_SIZE);
        int from = config.headerType() == Registers.HEADER_TYPE_CARDBUS
                ? Registers.CARDBUS_CAPABILITY_LIST
                : Registers.CAPABILITY_LIST;
        int pointer = config.u8(from);
        while (pointer != 0) {
            int offset = pointer & 0xfc;
            if (offset != pointer) {
                findings.add(new ListDefect(from, "pointer 0x%02x is not a multiple of 4".formatted(pointer)));
            }
            if (offset < ConfigSpace.HEADER_SIZE) {
                findings.add(new ListDefect(from, "pointer 0x%02x leads into the header".formatted(pointer)));
                break;
            }
            if (seen.get(offset)) {
                findings.add(new ListDefect(from, "list loops back to 0x%02x".formatted(offset)));
                break;
            }
            seen.set(offset);
            Capability capability = new Capability(false, config.u8(offset), 0, offset, config.u8(offset + 1));
            if (capability.id() == 0xff) {
                findings.add(new ListDefect(offset, "no capability: id 0xff"));
                break;
            }
            if (config.u16(offset) == 0) {
                findings.add(new ListDefect(offset, "pointer 0x%02x leads to all zeroes".formatted(pointer)));
            }
            CapabilityList.checkRepetition(found, capability, findings);
            found.add(capability);
            from = offset + 1;
            pointer = capability.next();
        }
        return found;
    }
}
