// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityKind;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.capability.ExtendedHeader;
import io.vfio4j.pci.map.FreeSpace;
import io.vfio4j.pci.structure.CapabilityStructure;
import java.util.BitSet;
import java.util.List;

/** Puts capabilities into a configuration space and takes them out, keeping the lists linked. */
final class CapabilityPlacement {
    private static final int EXTENDED_START = ConfigSpace.CONVENTIONAL_SIZE;

    private CapabilityPlacement() {}

    /**
     * Adds a capability behind those that are there, at the first place that is free.
     *
     * @throws IllegalArgumentException when there is none
     */
    static void add(ConfigSpace config, FreeSpace freeSpace, CapabilityStructure structure) {
        addAt(config, freeSpace, structure, findRoom(freeSpace, structure));
    }

    /**
     * Writes a capability at an offset and links it behind the last one of its list. An extended one may come before
     * the PCI Express capability that makes the list one.
     *
     * @throws IllegalArgumentException when it does not fit there
     */
    static void addAt(ConfigSpace config, FreeSpace freeSpace, CapabilityStructure structure, int offset) {
        int size = structure.size();
        requireRoom(config, structure.kind(), size, offset);
        boolean extended = structure.kind().extended();
        int last = extended ? lastExtended(config) : lastStandard(config);
        structure.place(config, offset);
        if (extended) {
            linkExtended(config, last, offset);
        } else {
            linkStandard(config, last, offset);
        }
        freeSpace.take(offset, size);
    }

    /**
     * Finds the first place that is free.
     *
     * @throws IllegalArgumentException when there is none
     */
    static int findRoom(FreeSpace freeSpace, CapabilityStructure structure) {
        CapabilityKind kind = structure.kind();
        return freeSpace
                .find(kind.extended(), structure.size())
                .orElseThrow(() -> new IllegalArgumentException(
                        "no place in the %s space that is surely free: capability 0x%02x, %d bytes"
                                .formatted(kind.extended() ? "extended" : "standard", kind.id(), structure.size())));
    }

    /** Unlinks a capability and clears its bytes. The head of the extended list stays as a header of id 0. */
    static void remove(ConfigSpace config, Capability capability, int size) {
        if (!capability.extended()) {
            throw new IllegalArgumentException("only extended capabilities can be removed: " + capability);
        }
        int offset = capability.offset();
        int next = config.u32(offset) & ExtendedHeader.NEXT_MASK;
        for (int at = offset; at < Math.min(offset + size, config.size()); at++) {
            config.setU8(at, 0);
        }
        if (offset == EXTENDED_START) {
            config.setU32(offset, next);
            return;
        }
        for (Capability before : CapabilityList.of(config).extended()) {
            relink(config, before.offset(), offset, next);
        }
        relink(config, EXTENDED_START, offset, next);
    }

    private static void relink(ConfigSpace config, int before, int removed, int next) {
        int header = config.u32(before);
        if (before != removed && ExtendedHeader.next(header) == removed) {
            config.setU32(before, (header & ~ExtendedHeader.NEXT_MASK) | next);
        }
    }

    private static int lastStandard(ConfigSpace config) {
        List<Capability> list = CapabilityList.of(config).standard();
        return list.isEmpty() ? 0 : list.getLast().offset();
    }

    private static int lastExtended(ConfigSpace config) {
        BitSet seen = new BitSet();
        seen.set(EXTENDED_START);
        int offset = EXTENDED_START;
        int next = next(config, offset);
        while (next >= EXTENDED_START && !seen.get(next)) {
            seen.set(next);
            offset = next;
            next = next(config, offset);
        }
        return offset;
    }

    private static int next(ConfigSpace config, int offset) {
        int header = config.u32(offset);
        return header == -1 ? 0 : ExtendedHeader.next(header);
    }

    private static void linkStandard(ConfigSpace config, int last, int offset) {
        if (last == 0) {
            config.setU16(Registers.STATUS, config.u16(Registers.STATUS) | Registers.STATUS_CAP_LIST);
            config.setU8(Registers.CAPABILITY_LIST, offset);
        } else {
            config.setU8(last + 1, offset);
        }
    }

    private static void linkExtended(ConfigSpace config, int last, int offset) {
        if (last != offset) {
            config.setU32(last, ExtendedHeader.withNext(config.u32(last), offset));
        }
    }

    private static void requireRoom(ConfigSpace config, CapabilityKind kind, int size, int offset) {
        int first = kind.extended() ? EXTENDED_START : ConfigSpace.HEADER_SIZE;
        int limit = kind.extended() ? config.size() : EXTENDED_START;
        if ((offset & 3) != 0 || offset < first || offset > limit - size) {
            throw new IllegalArgumentException("%s capability 0x%02x of %d bytes does not fit: offset=0x%x"
                    .formatted(kind.extended() ? "extended" : "standard", kind.id(), size, offset));
        }
        if (kind.extended() && config.u32(EXTENDED_START) == -1) {
            throw new IllegalArgumentException("the extended space reads all ones: nothing can be added to it");
        }
    }
}
