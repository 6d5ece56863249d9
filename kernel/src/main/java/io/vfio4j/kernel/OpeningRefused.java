// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.pci.PciAddress;

/**
 * Says why {@link KernelDevice#open} or {@link SysfsDevice#open} refused, as the cause of a {@link
 * io.vfio4j.device.VfioException}, where a caller can do something about it: {@link #reason()} tells apart what has the
 * same errno.
 */
public final class OpeningRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient PciAddress address;

    /** Names the reasons why a function cannot be opened as it is. */
    public enum Reason {
        /** ENODEV: this machine has no function at that address. */
        NO_SUCH_FUNCTION,
        /** ENODEV: the function is bound to no driver, or to one that is not VFIO's. */
        NO_VFIO_DRIVER,
        /** ENODEV: the function is in no IOMMU group, so no IOMMU is on. */
        NO_IOMMU_GROUP,
        /** EPERM: no IOMMU translates for the function, and {@link KernelOptions#allowingNoIommu()} was not called. */
        NO_IOMMU
    }

    OpeningRefused(Reason reason, PciAddress address) {
        super("%s: %s".formatted(address, reason));
        this.reason = reason;
        this.address = address;
    }

    /** Returns why the function was not opened. */
    public Reason reason() {
        return reason;
    }

    /** Returns the address of the function. */
    public PciAddress address() {
        return address;
    }
}
