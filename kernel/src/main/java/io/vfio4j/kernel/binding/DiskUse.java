package io.vfio4j.kernel.binding;

import io.vfio4j.kernel.sysfs.SystemTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which disks and partitions are mounted, swapped to, or part of something else. */
final class DiskUse {
    private final SystemTree tree;
    private final Map<String, String> mounts;
    private final Set<String> swaps;
    private final Set<String> btrfs;
    private final boolean zfs;

    private DiskUse(SystemTree tree, Map<String, String> mounts, Set<String> swaps, Set<String> btrfs, boolean zfs) {
        this.tree = tree;
        this.mounts = mounts;
        this.swaps = swaps;
        this.btrfs = btrfs;
        this.zfs = zfs;
    }

    static DiskUse of(SystemTree tree) {
        Map<String, String> mounts = new HashMap<>();
        boolean zfs = false;
        for (String process : new String[] {"1", "self"}) {
            // A container's own mounts are not all: those of process 1 are the host's where they can be read.
            String table = tree.text("/proc/" + process + "/mountinfo").orElse("");
            for (String line : table.split("\n", -1)) {
                zfs |= line.contains(" - zfs ");
                readMount(line, mounts);
            }
        }
        Set<String> swaps = new HashSet<>();
        for (String line : tree.text("/proc/swaps").orElse("").split("\n", -1)) {
            String device = line.split("\\s", 2)[0];
            if (device.startsWith("/dev/")) {
                swaps.add(device.substring("/dev/".length()));
            }
        }
        Set<String> btrfs = new HashSet<>();
        for (String file : tree.list("/sys/fs/btrfs")) {
            btrfs.addAll(tree.list("/sys/fs/btrfs/" + file + "/devices"));
        }
        return new DiskUse(tree, mounts, swaps, btrfs, zfs);
    }

    /** {@code proc_pid_mountinfo(5)}: the third field is major:minor, the fifth the folder; after " - ", the source. */
    private static void readMount(String line, Map<String, String> mounts) {
        String[] fields = line.split(" ", -1);
        if (fields.length < 6) {
            return;
        }
        mounts.putIfAbsent(fields[2], fields[4]);
        int separator = line.indexOf(" - ");
        if (separator > 0) {
            String[] rest = line.substring(separator + 3).split(" ", -1);
            if (rest.length > 1 && rest[1].startsWith("/dev/")) {
                mounts.putIfAbsent(rest[1].substring("/dev/".length()), fields[4]);
            }
        }
    }

    /** How a disk or partition is in use; empty when it is not. */
    Optional<String> of(String name) {
        String path = "/sys/class/block/" + name;
        String mount = mounts.get(name);
        if (mount == null) {
            mount = mounts.get(tree.text(path + "/dev").orElse("none"));
        }
        if (mount != null) {
            return Optional.of("%s is mounted on %s".formatted(name, mount));
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
        return zfs ? Optional.of("zfs is in use here, and it does not show whether it uses " + name) : Optional.empty();
    }
}
