// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import java.util.BitSet;
import java.util.List;

/** Puts capabilities into a configuration space and takes them out, keeping the lists linked. */
final class CapabilityPlacement {
    private static final int STATUS = 0x06;
    private static final int STATUS_CAP_LIST = 0x10;
    private static final int CAPABILITY_POINTER = 0x34;
    private static final int EXTENDED_START = ConfigSpace.CONVENTIONAL_SIZE;
    private static final int NEXT = 0xfff00000;

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
            config.setU32(offset, image.version() << 16 | image.id());
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
        int next = config.u32(offset) & NEXT;
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
        if (before != removed && (header >>> 20 & 0xffc) == removed) {
            config.setU32(before, (header & ~NEXT) | next);
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
        return header == -1 ? 0 : header >>> 20 & 0xffc;
    }

    private static void linkStandard(ConfigSpace config, int last, int offset) {
        if (last == 0) {
            config.setU16(STATUS, config.u16(STATUS) | STATUS_CAP_LIST);
            config.setU8(CAPABILITY_POINTER, offset);
        } else {
            config.setU8(last + 1, offset);
        }
    }

    private static void linkExtended(ConfigSpace config, int last, int offset) {
        if (last != offset) {
            config.setU32(last, (config.u32(last) & ~NEXT) | (offset << 20));
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
