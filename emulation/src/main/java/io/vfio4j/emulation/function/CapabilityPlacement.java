// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.capability.ExtendedHeader;
import java.util.BitSet;
import java.util.List;

/** Puts capabilities into a configuration space and takes them out, keeping the lists linked. */
final class CapabilityPlacement {
    private static final int EXTENDED_START = ConfigSpace.CONVENTIONAL_SIZE;

    private CapabilityPlacement() {}

    /**
     * Writes a capability at an offset and links it behind the last one of its list. An extended one may come before
     * the PCI Express capability that makes the list one.
     *
     * @throws IllegalArgumentException when it does not fit there
     */
    static void append(ConfigSpace config, CapabilityImage image, int offset) {
        requireRoom(config, image, offset);
        int last = image.extended() ? lastExtended(config) : lastStandard(config);
        int header = image.extended() ? 4 : 2;
        for (int at = header; at < image.size(); at++) {
            config.setU8(offset + at, image.byteAt(at));
        }
        if (image.extended()) {
            config.setU32(offset, ExtendedHeader.of(image.id(), image.version(), 0));
            linkExtended(config, last, offset);
        } else {
            config.setU16(offset, image.id());
            linkStandard(config, last, offset);
        }
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

    private static void requireRoom(ConfigSpace config, CapabilityImage image, int offset) {
        int first = image.extended() ? EXTENDED_START : ConfigSpace.HEADER_SIZE;
        int limit = image.extended() ? config.size() : EXTENDED_START;
        if ((offset & 3) != 0 || offset < first || offset > limit - image.size()) {
            throw new IllegalArgumentException("%s capability 0x%02x of %d bytes does not fit: offset=0x%x"
                    .formatted(image.extended() ? "extended" : "standard", image.id(), image.size(), offset));
        }
        if (image.extended() && config.u32(EXTENDED_START) == -1) {
            throw new IllegalArgumentException("the extended space reads all ones: nothing can be added to it");
        }
    }
}
