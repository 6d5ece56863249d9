// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.map;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.capability.ExtendedListWalk;
import io.vfio4j.pci.capability.ListDefect;
import io.vfio4j.pci.capability.StructureLength;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Fills the map: list headers first, then bodies in list order, then what may belong to a body of unknown length. */
final class MapBuilder {
    private static final int FIRST_EXTENDED = ConfigSpace.CONVENTIONAL_SIZE;
    private static final Owner NOBODY = new Owner.Nobody();
    private static final Owner ABSENT = new Owner.Absent();

    private final ConfigSpace config;
    private final List<Capability> capabilities;
    private final List<ListDefect> defects;
    private final Owner[] owners;

    MapBuilder(ConfigSpace config, CapabilityList list, List<ListDefect> defects) {
        this.config = config;
        this.defects = defects;
        this.owners = new Owner[config.size()];
        this.capabilities = new ArrayList<>(list.standard());
        if (isPlaceholder(list)) {
            capabilities.add(Capability.ofExtended(FIRST_EXTENDED, config.u32(FIRST_EXTENDED)));
        }
        capabilities.addAll(list.extended());
    }

    Owner[] build() {
        Arrays.fill(owners, NOBODY);
        Arrays.fill(owners, 0, ConfigSpace.HEADER_SIZE, new Owner.Header());
        markAbsent();
        List<Owner> structures = new ArrayList<>();
        for (Capability capability : capabilities) {
            Owner structure = new Owner.Structure(capability);
            structures.add(structure);
            int header = capability.extended() ? 4 : 2;
            Arrays.fill(owners, capability.offset(), capability.offset() + header, structure);
        }
        List<Capability> unmeasured = new ArrayList<>();
        for (int index = 0; index < capabilities.size(); index++) {
            Capability capability = capabilities.get(index);
            OptionalInt length = StructureLength.of(config, capability);
            if (length.isPresent()) {
                claimBody(capability, length.getAsInt(), structures.get(index));
            } else {
                unmeasured.add(capability);
            }
        }
        unmeasured.forEach(this::claimReach);
        return owners;
    }

    private void markAbsent() {
        if (!CapabilityList.functionAnswers(config)) {
            Arrays.fill(owners, ConfigSpace.HEADER_SIZE, owners.length, ABSENT);
        } else if (!ExtendedListWalk.spaceIsPresent(config)) {
            Arrays.fill(owners, FIRST_EXTENDED, owners.length, ABSENT);
        }
    }

    private boolean isPlaceholder(CapabilityList list) {
        if (!config.extended() || !ExtendedListWalk.spaceIsPresent(config)) {
            return false;
        }
        boolean listed =
                !list.extended().isEmpty() && list.extended().getFirst().offset() == FIRST_EXTENDED;
        return !listed && config.u32(FIRST_EXTENDED) != 0;
    }

    private void claimBody(Capability capability, int length, Owner structure) {
        int limit = limitOf(capability);
        int end = capability.offset() + length;
        if (end > limit) {
            defects.add(new ListDefect(
                    capability.offset(),
                    "%s of %d bytes runs past the end at 0x%02x".formatted(capability.name(), length, limit)));
        }
        boolean overlaps = false;
        for (int at = capability.offset(); at < Math.min(end, limit); at++) {
            Owner owner = owners[at];
            if (owner.equals(NOBODY)) {
                owners[at] = structure;
            } else if (!overlaps && !owner.equals(structure)) {
                overlaps = true;
                defects.add(new ListDefect(
                        at,
                        "%s of %d bytes at 0x%02x runs into %s"
                                .formatted(capability.name(), length, capability.offset(), describe(owner))));
            }
        }
    }

    private void claimReach(Capability capability) {
        Owner reach = new Owner.Reach(capability);
        int at = capability.offset() + (capability.extended() ? 4 : 2);
        for (int limit = limitOf(capability); at < limit && owners[at].equals(NOBODY); at++) {
            owners[at] = reach;
        }
    }

    private int limitOf(Capability capability) {
        return capability.extended() ? owners.length : ConfigSpace.CONVENTIONAL_SIZE;
    }

    private static String describe(Owner owner) {
        return owner instanceof Owner.Structure structure
                ? "%s at 0x%02x"
                        .formatted(
                                structure.capability().name(),
                                structure.capability().offset())
                : "what is not the function's";
    }
}
