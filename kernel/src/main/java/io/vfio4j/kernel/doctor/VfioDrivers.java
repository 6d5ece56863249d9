package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.sysfs.SysfsFunction;

/** Drivers as VFIO sees them. */
final class VfioDrivers {
    private VfioDrivers() {}

    /** Whether a function is bound to vfio-pci or one of its variants, whose names have vfio in them. */
    static boolean bound(SysfsFunction function) {
        return function.driver().filter(VfioDrivers::isVfio).isPresent();
    }

    static boolean isVfio(String driver) {
        return driver.contains("vfio");
    }

    /** Whether a driver leaves a group to VFIO: those with driver_managed_dma set in {@code struct pci_driver}. */
    static boolean sharesGroup(String driver) {
        return isVfio(driver) || driver.equals("pcieport") || driver.equals("pci-stub");
    }
}
