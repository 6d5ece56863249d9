package io.vfio4j.kernel.binding;

import io.vfio4j.kernel.sysfs.SystemTree;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which disks and partitions are mounted, swapped to, or part of something else. */
final class DiskUse {
    private final SystemTree tree;
    private final MountTable mounts;
    private final Set<String> swaps = new HashSet<>();
    private final Set<String> btrfs = new HashSet<>();

    DiskUse(SystemTree tree, MountTable mounts) {
        this.tree = tree;
        this.mounts = mounts;
        tree.text("/proc/swaps").orElse("").lines().forEach(line -> {
            String device = line.split("\\s", 2)[0];
            if (device.startsWith("/dev/")) {
                swaps.add(device.substring("/dev/".length()));
            }
        });
        for (String file : tree.list("/sys/fs/btrfs")) {
            btrfs.addAll(tree.list("/sys/fs/btrfs/" + file + "/devices"));
        }
    }

    /** How a disk or partition is in use; empty when it is not. */
    Optional<String> of(String name) {
        String path = "/sys/class/block/" + name;
        Optional<String> mount = mounts.ofDevice(name, tree.text(path + "/dev").orElse("none"));
        if (mount.isPresent()) {
            return Optional.of("%s is mounted on %s".formatted(name, mount.get()));
        }
        if (swaps.contains(name)) {
            return Optional.of(name + " is swapped to");
        }
        if (btrfs.contains(name)) {
            return Optional.of(name + " belongs to a mounted btrfs");
        }
        if (!tree.list(path + "/holders").isEmpty()) {
            return Optional.of("%s is part of %s".formatted(name, String.join(", ", tree.list(path + "/holders"))));
        }
        return mounts.zfs()
                ? Optional.of("zfs is in use here, and it does not show whether it uses " + name)
                : Optional.empty();
    }
}
