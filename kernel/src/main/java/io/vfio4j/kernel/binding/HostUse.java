package io.vfio4j.kernel.binding;

import io.vfio4j.kernel.sysfs.OpenNodes;
import io.vfio4j.kernel.sysfs.SysfsFunction;
import io.vfio4j.kernel.sysfs.SystemTree;
import java.util.ArrayList;
import java.util.List;

/** What the host would lose with a function: disks in use, network interfaces that are up, virtual functions. */
final class HostUse {
    private static final int IFF_UP = 1;

    private final SystemTree tree;
    private final DiskUse disks;
    private final SharedFolderUse folders;

    HostUse(SystemTree tree) {
        this.tree = tree;
        MountTable mounts = MountTable.of(tree);
        disks = new DiskUse(tree, mounts);
        folders = new SharedFolderUse(tree, mounts);
    }

    /** What is in use, each in words without a full stop; empty when the function can go. */
    List<String> of(SysfsFunction function) {
        List<String> uses = new ArrayList<>(disks(function));
        uses.addAll(folders.of(function));
        uses.addAll(interfaces(function));
        uses.addAll(claims(function));
        return uses;
    }

    /** What a driver would have to wait for, or take along, when it lets a function go. */
    List<String> claims(SysfsFunction function) {
        List<String> claims = new ArrayList<>();
        int virtual = function.virtualFunctions().size();
        if (virtual > 0) {
            claims.add("it has %d virtual function%s, which end%s with its driver"
                    .formatted(virtual, virtual == 1 ? "" : "s", virtual == 1 ? "s" : ""));
        }
        OpenNodes.of(tree, function).ifPresent(claims::add);
        return claims;
    }

    private List<String> disks(SysfsFunction function) {
        List<String> uses = new ArrayList<>();
        for (String name : tree.list("/sys/class/block")) {
            String path = tree.linkPath("/sys/class/block/" + name).orElse("");
            if (isUnder(function, path) || isSharedDisk(function, path)) {
                disks.of(name).ifPresent(uses::add);
            }
        }
        return uses;
    }

    private List<String> interfaces(SysfsFunction function) {
        List<String> uses = new ArrayList<>();
        for (String name : tree.list("/sys/class/net")) {
            String path = "/sys/class/net/" + name;
            if (isUnder(function, tree.linkPath(path).orElse("")) && isUp(path)) {
                uses.add("network interface %s is up".formatted(name));
            }
        }
        return uses;
    }

    private boolean isUp(String path) {
        try {
            return (Long.decode(tree.text(path + "/flags").orElse("0")) & IFF_UP) != 0;
        } catch (NumberFormatException _) {
            return true;
        }
    }

    /** NVMe multipath puts its disks beside the controllers, in a folder with links to them. */
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
                .anyMatch(controller -> isUnder(function, controller));
    }

    private static boolean isUnder(SysfsFunction function, String path) {
        return path.contains("/" + function.address() + "/");
    }
}
