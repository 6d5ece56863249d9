// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.node;

import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.OpenNodes;
import io.vfio4j.host.tree.SystemTree;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Describes the members of a group, for messages. */
public final class GroupMembers {
    private GroupMembers() {}

    /** Returns the members with their drivers: {@code 0000:01:00.0 vfio-pci, 0000:01:00.1 snd_hda_intel}. */
    public static String describe(SystemTree tree, IommuGroup group) {
        return group.members().stream()
                .map(member -> "%s %s".formatted(member, driver(tree, member)))
                .collect(Collectors.joining(", "));
    }

    /**
     * Says why a group's node cannot be opened when it, or a function's own node, is open already (group.c in {@code
     * drivers/vfio}).
     *
     * @param node the group's
     */
    public static String busy(SystemTree tree, String node, IommuGroup group) {
        Set<String> nodes = new TreeSet<>(Set.of(node));
        for (String member : group.members()) {
            SysfsFunction.named(tree, member)
                    .flatMap(SysfsFunction::vfioDevice)
                    .ifPresent(device -> nodes.add(Nodes.DEVICES + device));
        }
        return "its group is open already: %s; devices that share a group share a VfioContainer"
                .formatted(
                        OpenNodes.of(tree, nodes).orElse("this or another process has it, or a function of it, open"));
    }

    private static String driver(SystemTree tree, String member) {
        return SysfsFunction.named(tree, member)
                .map(function -> function.driver().orElse("no driver"))
                .orElse("not PCI, or gone");
    }
}
