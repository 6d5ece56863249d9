// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds memory of the host that is behind a function: CXL memory devices and virtio-mem. It goes with the driver. */
final class MemoryUse {
    private static final int CXL_MEMORY = 0x0502;
    private static final String CXL = "/sys/bus/cxl/devices/";

    private final SystemTree tree;

    MemoryUse(SystemTree tree) {
        this.tree = tree;
    }

    List<String> of(SysfsFunction function) {
        List<String> uses = new ArrayList<>();
        if (function.identity().classCode() >>> 8 == CXL_MEMORY && hasHostDriver(function)) {
            List<String> regions = regions(function);
            uses.add(
                    regions.isEmpty()
                            ? "it is a CXL memory device, whose memory the host may use"
                            : "it is a CXL memory device, whose memory the host has in " + String.join(", ", regions));
        }
        for (String device : tree.list(function.path())) {
            String driver = function.path() + "/" + device + "/driver";
            if (device.startsWith("virtio") && tree.linkName(driver).equals(Optional.of("virtio_mem"))) {
                uses.add("memory of this virtual machine may be plugged in through it (virtio-mem)");
            }
        }
        return uses;
    }

    private static boolean hasHostDriver(SysfsFunction function) {
        return function.driver().filter(driver -> !VfioDrivers.isVfio(driver)).isPresent();
    }

    /**
     * Finds the regions that the decoders of its endpoints are in ({@code Documentation/ABI/testing/sysfs-bus-cxl}).
     */
    private List<String> regions(SysfsFunction function) {
        return tree.list(CXL).stream()
                .filter(name -> name.startsWith("endpoint"))
                .filter(name -> HostUse.isUnder(
                        function, tree.linkPath(real(name) + "/uport").orElse("")))
                .flatMap(endpoint -> tree.list(CXL + endpoint).stream()
                        .filter(name -> name.startsWith("decoder"))
                        .flatMap(name -> tree.text(CXL + endpoint + "/" + name + "/region").stream()))
                .filter(region -> !region.isEmpty())
                .distinct()
                .toList();
    }

    private String real(String name) {
        return tree.linkPath(CXL + name).orElse(CXL + name);
    }
}
