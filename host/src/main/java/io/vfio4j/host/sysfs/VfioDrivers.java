// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import java.util.Optional;

/** Tells VFIO's drivers from those of the host. */
public final class VfioDrivers {
    private VfioDrivers() {}

    /**
     * Tells whether a function is bound to a VFIO driver, so that it can be opened. Since Linux 6.0 such a function has
     * a {@code vfio-dev} folder; before, the driver's name tells.
     */
    public static boolean bound(SysfsFunction function) {
        return function.driver().isPresent()
                && (function.vfioDevice().isPresent()
                        || function.driver().filter(VfioDrivers::isVfio).isPresent());
    }

    /** Tells whether a driver is VFIO's: vfio-pci and its variants all have vfio in their names. */
    public static boolean isVfio(String driver) {
        return driver.contains("vfio");
    }

    /**
     * Returns the driver that keeps a function's whole IOMMU group from VFIO: any but VFIO's own, and those with
     * driver_managed_dma set in {@code struct pci_driver}; empty when the function leaves the group to VFIO.
     */
    public static Optional<String> hostDriver(SysfsFunction function) {
        return function.driver()
                .filter(driver -> !isVfio(driver) && !driver.equals("pcieport") && !driver.equals("pci-stub"));
    }
}
