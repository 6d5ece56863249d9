// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/**
 * Describes a device: {@code struct vfio_device_info}.
 *
 * @param flags VFIO_DEVICE_FLAGS_ bits: {@link #RESET}, {@link #PCI}
 * @param regions how many regions the device has, 9 or more for PCI
 * @param irqs how many interrupt indices the device has, 5 for PCI
 */
public record DeviceInfo(int flags, int regions, int irqs) {
    /** VFIO_DEVICE_FLAGS_RESET: the device supports reset. */
    public static final int RESET = 1;
    /** VFIO_DEVICE_FLAGS_PCI: a vfio-pci device. */
    public static final int PCI = 1 << 1;

    /** Tells whether the device supports reset. */
    public boolean resettable() {
        return (flags & RESET) != 0;
    }

    /** Tells whether this is a vfio-pci device. */
    public boolean pci() {
        return (flags & PCI) != 0;
    }
}
