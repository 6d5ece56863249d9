// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds displays that are on, framebuffers that the console is on, and serial consoles. */
final class DisplayUse {
    private static final int DISPLAY_CLASS = 0x03;

    private final SystemTree tree;

    DisplayUse(SystemTree tree) {
        this.tree = tree;
    }

    List<String> of(SysfsFunction function) {
        List<String> uses = new ArrayList<>();
        for (String name : tree.list("/sys/class/graphics")) {
            String path = tree.linkPath("/sys/class/graphics/" + name).orElse("");
            if (name.startsWith("fb") && (HostUse.isUnder(function, path) || isFirmwareBuffer(function, path))) {
                uses.add("framebuffer %s is on it, which the console may use".formatted(name));
            }
        }
        for (String name : tree.list("/sys/class/drm")) {
            String path = "/sys/class/drm/" + name;
            if (HostUse.isUnder(function, tree.linkPath(path).orElse(""))
                    && tree.text(path + "/enabled").equals(Optional.of("enabled"))) {
                uses.add("display %s is on".formatted(name));
            }
        }
        for (String name : tree.text("/sys/class/tty/console/active").orElse("").split("\\s+", -1)) {
            String path = tree.linkPath("/sys/class/tty/" + name).orElse("");
            if (!name.isEmpty() && HostUse.isUnder(function, path)) {
                uses.add("%s is the system's console".formatted(name));
            }
        }
        return uses;
    }

    /**
     * Tells whether a framebuffer is the one that the firmware set up: on a platform device, in the memory of the
     * display that it booted with.
     */
    private boolean isFirmwareBuffer(SysfsFunction function, String path) {
        return function.identity().classCode() >>> 16 == DISPLAY_CLASS
                && path.startsWith("/sys/devices/platform/")
                && tree.text(function.path() + "/boot_vga").equals(Optional.of("1"));
    }
}
