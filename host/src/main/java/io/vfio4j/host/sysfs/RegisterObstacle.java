// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

/** Says why a function's registers are not all known. */
public enum RegisterObstacle {
    /** They are. */
    NONE,
    /**
     * The kernel gives the header only to a user without CAP_SYS_ADMIN (pci_read_config(), drivers/pci/pci-sysfs.c).
     */
    HEADER_ONLY,
    /** This user may not open the file. */
    DENIED,
    /** They read all ones: the function is gone, or sleeps and could not be woken. */
    NO_ANSWER,
    /** There is no such file, or not the whole header in it. */
    ABSENT,
    /** Reading failed in another way. */
    FAILED
}
