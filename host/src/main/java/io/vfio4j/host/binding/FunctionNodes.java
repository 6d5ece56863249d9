// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the nodes through which processes use a function. */
final class FunctionNodes {
    private static final List<String> CLASSES = List.of("drm", "accel", "sound", "infiniband_verbs", "uio");
    private static final String NODE_NAME = "DEVNAME=";

    private FunctionNodes() {}

    /** Returns their paths: VFIO's, with or without an IOMMU, and those of the host's drivers. */
    static Set<String> of(SystemTree tree, SysfsFunction function) {
        Set<String> nodes = new TreeSet<>();
        function.vfioDevice().ifPresent(name -> nodes.add("/dev/vfio/devices/" + name));
        function.iommuGroup().ifPresent(number -> {
            nodes.add("/dev/vfio/" + number);
            nodes.add("/dev/vfio/noiommu-" + number);
        });
        for (String type : CLASSES) {
            for (String name : tree.list("/sys/class/" + type)) {
                String path = "/sys/class/%s/%s".formatted(type, name);
                if (HostUse.isUnder(function, tree.linkPath(path).orElse(""))) {
                    tree.text(path + "/uevent")
                            .orElse("")
                            .lines()
                            .filter(line -> line.startsWith(NODE_NAME))
                            .forEach(line -> nodes.add("/dev/" + line.substring(NODE_NAME.length())));
                }
            }
        }
        return nodes;
    }
}
