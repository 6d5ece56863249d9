// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.List;

/** Finds the disks and partitions that a function has, and how they are in use. */
final class FunctionDisks {
    private final SystemTree tree;
    private final DiskUse use;

    FunctionDisks(SystemTree tree, DiskUse use) {
        this.tree = tree;
        this.use = use;
    }

    /** Asks the kernel of those only that nothing else is known of: it opens them. */
    List<String> of(SysfsFunction function) {
        List<String> disks = tree.list("/sys/class/block").stream()
                .filter(name -> isOf(function, name))
                .toList();
        List<String> uses = new ArrayList<>();
        disks.forEach(name -> use.of(name).ifPresent(uses::add));
        if (uses.isEmpty()) {
            disks.forEach(name -> use.claimOf(name).ifPresent(uses::add));
        }
        return uses;
    }

    private boolean isOf(SysfsFunction function, String name) {
        String path = tree.linkPath("/sys/class/block/" + name).orElse("");
        return HostUse.isUnder(function, path) || isSharedDisk(function, path);
    }

    /**
     * Tells whether a disk is one of NVMe multipath, which puts its disks beside the controllers, in a folder with
     * links to them.
     */
    private boolean isSharedDisk(SysfsFunction function, String path) {
        String marker = "/nvme-subsystem/";
        int at = path.indexOf(marker);
        if (at < 0) {
            return false;
        }
        int end = path.indexOf('/', at + marker.length());
        String subsystem = path.substring(0, end < 0 ? path.length() : end);
        return tree.list(subsystem).stream()
                .map(name -> tree.linkPath(subsystem + "/" + name).orElse(""))
                .anyMatch(controller -> HostUse.isUnder(function, controller));
    }
}
