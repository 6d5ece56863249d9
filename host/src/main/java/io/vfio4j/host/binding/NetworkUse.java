// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.binding;

import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds network interfaces that are up, or that another network namespace may have. */
final class NetworkUse {
    private static final int IFF_UP = 1;
    private static final int NETWORK_CLASS = 0x02;
    /** InfiniBand and fabric controllers: they have an interface only while ib_ipoib or opa_vnic is loaded. */
    private static final Set<Integer> FABRICS = Set.of(0x0207, 0x0208);
    /** Drivers that make no interface; VFIO's own make none either. */
    private static final Set<String> WITHOUT_INTERFACE = Set.of("pci-stub", "pciback", "uio_pci_generic", "igb_uio");

    private final SystemTree tree;

    NetworkUse(SystemTree tree) {
        this.tree = tree;
    }

    List<String> of(SysfsFunction function) {
        List<String> uses = new ArrayList<>();
        boolean seen = false;
        for (String name : tree.list("/sys/class/net")) {
            String path = "/sys/class/net/" + name;
            if (HostUse.isUnder(function, tree.linkPath(path).orElse(""))) {
                seen = true;
                if (isUp(path)) {
                    uses.add("network interface %s is up".formatted(name));
                }
            }
        }
        if (!seen && shouldHaveInterface(function)) {
            uses.add("no network interface of it can be seen here: another network namespace may use it");
        }
        return uses;
    }

    /**
     * Tells whether a function should have an interface here: {@code /sys/class/net} has only those of the reader's own
     * namespace.
     */
    private static boolean shouldHaveInterface(SysfsFunction function) {
        int subclass = function.identity().classCode() >>> 8;
        return subclass >>> 8 == NETWORK_CLASS
                && !FABRICS.contains(subclass)
                && function.driver()
                        .filter(driver -> !VfioDrivers.isVfio(driver) && !WITHOUT_INTERFACE.contains(driver))
                        .isPresent();
    }

    private boolean isUp(String path) {
        try {
            return (Long.decode(tree.text(path + "/flags").orElse("0")) & IFF_UP) != 0;
        } catch (NumberFormatException _) {
            return true;
        }
    }
}
