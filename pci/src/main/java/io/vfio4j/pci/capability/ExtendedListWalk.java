// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Walks the list that begins at 0x100 (PCI Express Base Specification 6.0, 7.6.3). */
public final class ExtendedListWalk {
    private static final int FIRST = ConfigSpace.CONVENTIONAL_SIZE;

    private ExtendedListWalk() {}

    static List<Capability> walk(ConfigSpace config, List<Capability> standard, List<ListDefect> findings) {
        if (!config.extended() || !hasList(config, standard, findings)) {
            return List.of();
        }
        List<Capability> found = new ArrayList<>();
        BitSet seen = new BitSet(ConfigSpace.EXTENDED_SIZE);
        int offset = FIRST;
        int from = FIRST;
        while (offset != 0) {
            int header = config.u32(offset);
            if (header == 0 || header == -1) {
                String what = header == 0 ? "all zeroes" : "all ones";
                findings.add(new ListDefect(from, "list leads to 0x%03x, which is %s".formatted(offset, what)));
                break;
            }
            seen.set(offset);
            Capability capability = new Capability(true, header & 0xffff, header >>> 16 & 0xf, offset, header >>> 20);
            if (offset != FIRST || capability.id() != 0) {
                CapabilityList.checkRepetition(found, capability, findings);
                found.add(capability);
            }
            from = offset;
            offset = next(capability, seen, findings);
        }
        return found;
    }

    private static int next(Capability capability, BitSet seen, List<ListDefect> findings) {
        int offset = capability.offset();
        int next = capability.next() & 0xffc;
        if (next != capability.next()) {
            findings.add(new ListDefect(offset, "next 0x%03x is not a multiple of 4".formatted(capability.next())));
        }
        if (next != 0 && next < FIRST) {
            findings.add(new ListDefect(offset, "next 0x%03x leads below 0x100".formatted(capability.next())));
            return 0;
        }
        if (seen.get(next)) {
            findings.add(new ListDefect(offset, "list loops back to 0x%03x".formatted(next)));
            return 0;
        }
        return next;
    }

    /** Whether the function has an extended space at all, with capabilities in it or without. */
    public static boolean spaceIsPresent(ConfigSpace config) {
        List<Capability> standard = StandardListWalk.walk(config, new ArrayList<>());
        return config.extended()
                && (hasList(config, standard, new ArrayList<>())
                        || (config.u32(FIRST) == 0
                                && standard.stream().anyMatch(capability -> extendsTheSpace(config, capability))));
    }

    private static boolean hasList(ConfigSpace config, List<Capability> standard, List<ListDefect> findings) {
        int header = config.u32(FIRST);
        if (header == 0) {
            return false;
        }
        if (header == -1) {
            findings.add(new ListDefect(FIRST, "no extended capabilities: all ones"));
            return false;
        }
        if (repeatsTheFirst256Bytes(config)) {
            findings.add(new ListDefect(FIRST, "no extended capabilities: the first 256 bytes again"));
            return false;
        }
        if (standard.stream().noneMatch(capability -> extendsTheSpace(config, capability))) {
            findings.add(new ListDefect(FIRST, "extended capabilities without a PCI Express or PCI-X 2.0 capability"));
            return false;
        }
        return true;
    }

    private static boolean extendsTheSpace(ConfigSpace config, Capability capability) {
        if (capability.is(CapabilityId.PCIX)) {
            return StructureLength.pciXHasExtendedRegisters(RegisterReader.of(config, capability));
        }
        return capability.is(CapabilityId.EXP);
    }

    /** As pci_ext_cfg_is_aliased of {@code drivers/pci/probe.c} tells it: the ids are there every 256 bytes. */
    private static boolean repeatsTheFirst256Bytes(ConfigSpace config) {
        for (int offset = FIRST; offset < ConfigSpace.EXTENDED_SIZE; offset += ConfigSpace.CONVENTIONAL_SIZE) {
            if (config.u32(offset) != config.u32(0)) {
                return false;
            }
        }
        return true;
    }
}
