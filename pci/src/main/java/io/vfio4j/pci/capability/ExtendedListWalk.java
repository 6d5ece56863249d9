// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Walks the extended list by the specification (PCI Express Base Specification 6.0, 7.6.3), as leniently as pciutils
 * does, and notes what is wrong with it.
 */
public final class ExtendedListWalk implements ListPolicy {
    private static final int FIRST = ConfigSpace.CONVENTIONAL_SIZE;

    private final BitSet seen = new BitSet(ConfigSpace.EXTENDED_SIZE);
    private final List<ListDefect> defects;

    private ExtendedListWalk(List<ListDefect> defects) {
        this.defects = defects;
    }

    static List<Capability> walk(ConfigSpace config, List<Capability> standard, List<ListDefect> defects) {
        if (!config.extended() || !hasList(config, standard, defects)) {
            return List.of();
        }
        List<Capability> found = new ArrayList<>();
        ListWalk.findExtended(config::u32, new ExtendedListWalk(defects), capability -> {
            if (capability.offset() != FIRST || capability.id() != 0) {
                CapabilityList.checkRepetition(found, capability, defects);
                found.add(capability);
            }
            return false;
        });
        return found;
    }

    @Override
    public int follow(int from, int pointer) {
        int offset = pointer & 0xffc;
        if (offset != pointer) {
            defects.add(new ListDefect(from, "next 0x%03x is not a multiple of 4".formatted(pointer)));
        }
        if (offset == 0) {
            return END;
        }
        if (offset < FIRST) {
            defects.add(new ListDefect(from, "next 0x%03x leads below 0x100".formatted(pointer)));
            return END;
        }
        if (seen.get(offset)) {
            defects.add(new ListDefect(from, "list loops back to 0x%03x".formatted(offset)));
            return END;
        }
        seen.set(offset);
        return offset;
    }

    @Override
    public boolean believes(int from, int offset, int header) {
        if (header == 0 || header == -1) {
            String what = header == 0 ? "all zeroes" : "all ones";
            defects.add(new ListDefect(from, "list leads to 0x%03x, which is %s".formatted(offset, what)));
            return false;
        }
        return true;
    }

    /** Says whether the function has an extended space at all, with capabilities in it or without. */
    public static boolean spaceIsPresent(ConfigSpace config) {
        List<Capability> standard = StandardListWalk.walk(config, new ArrayList<>());
        return config.extended()
                && (hasList(config, standard, new ArrayList<>())
                        || (config.u32(FIRST) == 0
                                && standard.stream().anyMatch(capability -> extendsTheSpace(config, capability))));
    }

    private static boolean hasList(ConfigSpace config, List<Capability> standard, List<ListDefect> defects) {
        int header = config.u32(FIRST);
        if (header == 0) {
            return false;
        }
        if (header == -1) {
            defects.add(new ListDefect(FIRST, "no extended capabilities: all ones"));
            return false;
        }
        if (repeatsTheFirst256Bytes(config)) {
            defects.add(new ListDefect(FIRST, "no extended capabilities: the first 256 bytes again"));
            return false;
        }
        if (standard.stream().noneMatch(capability -> extendsTheSpace(config, capability))) {
            defects.add(new ListDefect(FIRST, "extended capabilities without a PCI Express or PCI-X 2.0 capability"));
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

    /** The ids are there every 256 bytes: pci_ext_cfg_is_aliased() of {@code drivers/pci/probe.c}. */
    private static boolean repeatsTheFirst256Bytes(ConfigSpace config) {
        for (int offset = FIRST; offset < ConfigSpace.EXTENDED_SIZE; offset += ConfigSpace.CONVENTIONAL_SIZE) {
            if (config.u32(offset) != config.u32(0)) {
                return false;
            }
        }
        return true;
    }
}
