// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Lists all functions with their driver, IOMMU group, VFIO node and PASID state. Registers are read of those that are
 * asked for only.
 */
public final class Inventory {
    private final Map<PciAddress, SysfsFunction> functions;
    private final Map<PciAddress, Integer> groups;
    private final Map<Integer, List<PciAddress>> members;

    /**
     * A function in the inventory.
     *
     * @param function itself
     * @param group its IOMMU group
     * @param members all functions in that group, itself included; none without a group
     * @param physicalFunction its PF, when it is a VF
     * @param vfioDevice the name of its character device
     * @param config its registers
     * @param pasid where its PASID stands
     */
    public record Entry(
            SysfsFunction function,
            Optional<Integer> group,
            List<PciAddress> members,
            Optional<PciAddress> physicalFunction,
            Optional<String> vfioDevice,
            FunctionConfig config,
            PasidStanding pasid) {
        /** Copies the list of members. */
        public Entry {
            members = List.copyOf(members);
        }

        /** Returns how many other functions are in its group. */
        public int companionCount() {
            return Math.max(0, members.size() - 1);
        }

        /** Returns the other functions in its group, by address. */
        public List<PciAddress> companions() {
            return members.stream()
                    .filter(member -> !member.equals(function.address()))
                    .toList();
        }
    }

    /**
     * Says where a function's PASID stands by the registers.
     *
     * @param source whose registers: its own or, for a VF, its PF's
     * @param readable whether they could be read
     * @param structure the capability; empty without one
     */
    public record PasidStanding(PciAddress source, boolean readable, Optional<PasidStructure> structure) {}

    private Inventory(
            Map<PciAddress, SysfsFunction> functions,
            Map<PciAddress, Integer> groups,
            Map<Integer, List<PciAddress>> members) {
        this.functions = functions;
        this.groups = groups;
        this.members = members;
    }

    /** Finds all functions and their groups: one folder and one link of each. */
    public static Inventory of(SystemTree tree) {
        Map<PciAddress, SysfsFunction> functions = new TreeMap<>();
        Map<PciAddress, Integer> groups = new HashMap<>();
        Map<Integer, List<PciAddress>> members = new HashMap<>();
        for (SysfsFunction function : SysfsFunction.all(tree)) {
            functions.put(function.address(), function);
            function.iommuGroup().ifPresent(group -> {
                groups.put(function.address(), group);
                members.computeIfAbsent(group, _ -> new ArrayList<>()).add(function.address());
            });
        }
        // Copied once: an entry for each function shares its group's list.
        members.replaceAll((_, list) -> List.copyOf(list));
        return new Inventory(functions, groups, members);
    }

    /**
     * Returns the functions that are wanted and still there, by address.
     *
     * @param driver which drivers, or none, are wanted
     * @param group which groups, or none, are wanted
     */
    public List<Entry> entries(Predicate<Optional<String>> driver, Predicate<Optional<Integer>> group) {
        List<Entry> entries = new ArrayList<>();
        for (SysfsFunction function : functions.values()) {
            Optional<Integer> its = Optional.ofNullable(groups.get(function.address()));
            if (group.test(its) && driver.test(function.driver()) && !gone(function)) {
                entries.add(entry(function, its));
            }
        }
        return entries;
    }

    private static boolean gone(SysfsFunction function) {
        return function.identity().equals(FunctionIdentity.UNKNOWN) && !function.present();
    }

    /** Returns all functions, by address. */
    public List<Entry> entries() {
        return entries(_ -> true, _ -> true);
    }

    private Entry entry(SysfsFunction function, Optional<Integer> group) {
        Optional<PciAddress> physical = function.physicalFunction();
        SysfsFunction owner =
                physical.flatMap(pf -> Optional.ofNullable(functions.get(pf))).orElse(function);
        return new Entry(
                function,
                group,
                group.map(number -> members.getOrDefault(number, List.of())).orElse(List.of()),
                physical,
                function.driver().isPresent() ? function.vfioDevice() : Optional.empty(),
                function.config(),
                new PasidStanding(
                        owner.address(),
                        owner.config().extendedComplete(),
                        owner.config().pasid()));
    }
}
