// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.List;

/** Finds folders that a virtual machine has from its host through virtio devices: 9p and virtiofs. */
final class SharedFolderUse {
    private final SystemTree tree;
    private final MountTable mounts;

    SharedFolderUse(SystemTree tree, MountTable mounts) {
        this.tree = tree;
        this.mounts = mounts;
    }

    /** Returns the mounted folders of a function's virtio devices, each in words. */
    List<String> of(SysfsFunction function) {
        List<String> uses = new ArrayList<>();
        for (String device : tree.list(function.path())) {
            if (device.startsWith("virtio")) {
                String tag = text(function.path() + "/" + device + "/mount_tag");
                mounts.ofSource("9p", tag).ifPresent(folder -> uses.add(use(tag, folder)));
            }
        }
        for (String instance : tree.list("/sys/fs/virtiofs")) {
            String path = "/sys/fs/virtiofs/" + instance;
            if (tree.linkPath(path + "/device").orElse("").contains("/" + function.address() + "/")) {
                String tag = text(path + "/tag");
                mounts.ofSource("virtiofs", tag).ifPresent(folder -> uses.add(use(tag, folder)));
            }
        }
        return uses;
    }

    private static String use(String tag, String folder) {
        return "shared folder %s is mounted on %s".formatted(tag, folder);
    }

    /** Reads a tag without the zero byte with which the kernel ends it. */
    private String text(String path) {
        return tree.text(path).orElse("").replace("\0", "");
    }
}
