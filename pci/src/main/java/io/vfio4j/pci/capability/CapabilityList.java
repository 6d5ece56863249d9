// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds both capability lists of a configuration space. The walk always ends: a loop, a pointer out of range or into
 * the header and a header that cannot be one are defects, and end the list they are in.
 *
 * <p>The extended list is walked where pciutils and Linux walk it: when the function has a PCI Express capability or a
 * PCI-X one of version 2.0, and the extended space is not a repetition of the first 256 bytes, as bridges to
 * conventional PCI make it.
 *
 * @param standard from the pointer at 0x34 (0x14 of a CardBus bridge), in list order
 * @param extended from 0x100, in list order, without a placeholder of id 0 at 0x100
 * @param defects what is wrong, in the order met
 */
public record CapabilityList(List<Capability> standard, List<Capability> extended, List<ListDefect> defects) {

    public CapabilityList {
        standard = List.copyOf(standard);
        extended = List.copyOf(extended);
        defects = List.copyOf(defects);
    }

    /** Walks both lists. */
    public static CapabilityList of(ConfigSpace config) {
        List<ListDefect> defects = new ArrayList<>();
        if (!functionAnswers(config)) {
            return new CapabilityList(
                    List.of(), List.of(), List.of(new ListDefect(0, "all ones: no function answers")));
        }
        List<Capability> standard = StandardListWalk.walk(config, defects);
        List<Capability> extended = ExtendedListWalk.walk(config, standard, defects);
        return new CapabilityList(standard, extended, defects);
    }

    /** All capabilities: the standard ones, then the extended ones. */
    public List<Capability> all() {
        List<Capability> all = new ArrayList<>(standard);
        all.addAll(extended);
        return all;
    }

    /** Finds the first capability with this id. */
    public Optional<Capability> find(CapabilityId id) {
        return (id.extended() ? extended : standard)
                .stream().filter(capability -> capability.is(id)).findFirst();
    }

    /**
     * Says whether a function answered. A read that nobody answers is all ones; a VF's vendor and device id are, too,
     * but not its class.
     */
    public static boolean functionAnswers(ConfigSpace config) {
        return config.u32(Registers.VENDOR_ID) != -1 || config.u32(Registers.CLASS_REVISION) != -1;
    }

    /** Notes it when an id that a function has once at most is met again. */
    static void checkRepetition(List<Capability> found, Capability capability, List<ListDefect> defects) {
        CapabilityId id = CapabilityId.of(capability.extended(), capability.id());
        if (id == null || id.repeatable()) {
            return;
        }
        found.stream()
                .filter(earlier -> earlier.id() == capability.id())
                .findFirst()
                .ifPresent(earlier -> defects.add(new ListDefect(
                        capability.offset(),
                        "%s again, first at 0x%02x".formatted(capability.name(), earlier.offset()))));
    }
}
