// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.OpenNodes;
import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.List;

/** Finds what the host would lose with functions. Read once for all of a command. */
final class HostUse {
    private final SystemTree tree;
    private final FunctionDisks disks;
    private final NetworkUse network;
    private final SharedFolderUse folders;
    private final MemoryUse memory;
    private final DisplayUse displays;
    private final OpenNodes open;

    HostUse(SystemTree tree) {
        this.tree = tree;
        MountTable mounts = MountTable.of(tree);
        disks = new FunctionDisks(tree, new DiskUse(tree, mounts));
        network = new NetworkUse(tree);
        folders = new SharedFolderUse(tree, mounts);
        memory = new MemoryUse(tree);
        displays = new DisplayUse(tree);
        open = new OpenNodes(tree);
    }

    /** Says what hides the host's use of anything, in words. */
    List<String> blindness() {
        return HostView.blindness(tree);
    }

    /** Says what is in use, each in words without a full stop; empty when the function can go. */
    List<String> of(SysfsFunction function) {
        List<String> uses = new ArrayList<>(disks.of(function));
        uses.addAll(folders.of(function));
        uses.addAll(network.of(function));
        uses.addAll(memory.of(function));
        uses.addAll(displays.of(function));
        uses.addAll(claims(function));
        return uses;
    }

    /**
     * Says what a driver would have to wait for, or take along, when it lets a function go. VFIO's waits until its
     * nodes are closed (vfio_unregister_group_dev in {@code drivers/vfio/vfio_main.c}); others wait, too, or take the
     * device from under the processes that have it open.
     */
    List<String> claims(SysfsFunction function) {
        List<String> claims = new ArrayList<>();
        int virtual = function.virtualFunctions().size();
        if (virtual > 0) {
            claims.add("it has %d virtual function%s, which end%s with its driver"
                    .formatted(virtual, virtual == 1 ? "" : "s", virtual == 1 ? "s" : ""));
        }
        open.of(FunctionNodes.of(tree, function)).ifPresent(claims::add);
        return claims;
    }

    /** Tells whether a path under {@code /sys/devices} is of something that the function's driver made. */
    static boolean isUnder(SysfsFunction function, String path) {
        return path.contains("/" + function.address() + "/");
    }
}
