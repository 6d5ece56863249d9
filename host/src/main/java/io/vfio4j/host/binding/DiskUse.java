// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.tree.SystemTree;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Finds disks and partitions that are mounted, swapped to, or part of something else. */
final class DiskUse {
    private final SystemTree tree;
    private final MountTable mounts;
    private final Set<String> swaps = new HashSet<>();
    private final Set<String> btrfs = new HashSet<>();

    DiskUse(SystemTree tree, MountTable mounts) {
        this.tree = tree;
        this.mounts = mounts;
        WholeText.of(tree, "/proc/swaps").text().lines().forEach(line -> {
            String device = line.split("\\s", 2)[0];
            if (device.startsWith("/dev/")) {
                swaps.add(device.substring("/dev/".length()));
            }
        });
        for (String file : tree.list("/sys/fs/btrfs")) {
            btrfs.addAll(tree.list("/sys/fs/btrfs/" + file + "/devices"));
        }
    }

    /** Says how a disk or partition is in use; empty when it is not. */
    Optional<String> of(String name) {
        String path = "/sys/class/block/" + name;
        Optional<String> mount =
                mounts.ofDevice(node(name), tree.text(path + "/dev").orElse("none"));
        if (mount.isPresent()) {
            return Optional.of("%s is mounted on %s".formatted(name, mount.get()));
        }
        if (swaps.contains(node(name))) {
            return Optional.of(name + " is swapped to");
        }
        if (btrfs.contains(name)) {
            return Optional.of(name + " belongs to a mounted btrfs");
        }
        if (!tree.list(path + "/holders").isEmpty()) {
            return Optional.of("%s is part of %s".formatted(name, String.join(", ", tree.list(path + "/holders"))));
        }
        if (!mounts.whole()) {
            return Optional.of("/proc/self/mountinfo is too large to tell whether %s is mounted".formatted(name));
        }
        return mounts.zfs()
                ? Optional.of("zfs is in use here, and it does not show whether it uses " + name)
                : Optional.empty();
    }

    /**
     * Asks the kernel for a disk alone, and says so when somebody holds it: a file system, a swap area, a RAID and a
     * volume hold their disks exclusively (bd_may_claim in {@code block/bdev.c}), in whichever mount namespace, and a
     * disk whose partition is held is held, too.
     */
    Optional<String> claimOf(String name) {
        String number = tree.text("/sys/class/block/" + name + "/dev").orElse("none");
        return tree.held("/dev/" + node(name), number)
                ? Optional.of(name + " is in use, perhaps mounted in a container: the kernel says EBUSY")
                : Optional.empty();
    }

    /** Returns a node's name: sysfs has an exclamation mark for every slash in it. */
    private static String node(String name) {
        return name.replace('!', '/');
    }
}
