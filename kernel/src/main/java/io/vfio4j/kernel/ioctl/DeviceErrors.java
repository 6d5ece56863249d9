// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.Errno;

/** Says why an open device refuses: drivers/vfio/pci/vfio_pci_core.c and vfio_pci_intrs.c, drivers/pci/pci.c. */
final class DeviceErrors {
    private static final String NOT_RESETTABLE = "neither its slot nor its bus can be reset";

    private DeviceErrors() {}

    /** Says in words without a full stop what an errno means; empty where the errno says enough. */
    static String meaning(Request request, Errno errno) {
        return switch (request) {
            case VFIO_DEVICE_GET_REGION_INFO -> errno == Errno.EINVAL ? "it has no such region" : "";
            case VFIO_DEVICE_GET_IRQ_INFO -> errno == Errno.EINVAL ? "it has no such kind of interrupt" : "";
            case VFIO_DEVICE_RESET -> reset(errno);
            case VFIO_DEVICE_GET_PCI_HOT_RESET_INFO -> hotResetInfo(errno);
            case VFIO_DEVICE_PCI_HOT_RESET -> hotReset(errno);
            case VFIO_DEVICE_FEATURE -> feature(errno);
            case VFIO_DEVICE_SET_IRQS -> setIrqs(errno);
            default -> "";
        };
    }

    private static String reset(Errno errno) {
        return switch (errno) {
            case EINVAL -> "this function has no reset of its own, or it failed when the device was opened";
            case ENOTTY -> "no reset worked, or the function did not come back in time";
            case EAGAIN -> "the function is locked, as while it is reset through sysfs: try again";
            default -> "";
        };
    }

    private static String hotResetInfo(Errno errno) {
        return switch (errno) {
            case ENODEV -> NOT_RESETTABLE;
            case EPERM -> "a function on the bus has no IOMMU group, so nothing isolates it";
            case EAGAIN -> "functions came while they were counted: try again";
            default -> "";
        };
    }

    private static String hotReset(Errno errno) {
        return switch (errno) {
            case EINVAL ->
                "a function on the bus is not bound to a VFIO driver, or neither it nor its group to the same iommufd;"
                        + " of a device opened through its group: or is in another group";
            case EBUSY -> "the registers of a function on the bus are in use: try again";
            case EAGAIN -> "a function on the bus is locked, as while it gets a driver: try again";
            case ENODEV -> NOT_RESETTABLE;
            case ENOTTY -> "the bus was reset, and the link or a function did not come back in time";
            default -> "";
        };
    }

    private static String feature(Errno errno) {
        return switch (errno) {
            case ENOTTY -> "the kernel or the device does not have this feature";
            case EINVAL -> "unknown flags, or the feature is not for GET or SET, or has more bytes";
            default -> "";
        };
    }

    private static String setIrqs(Errno errno) {
        return switch (errno) {
            case EINVAL ->
                "the index does not have these vectors, another kind of interrupt is on, or a descriptor is not an"
                        + " eventfd";
            case ENOTTY -> "the index does not have this action: only INTx can be masked";
            case EBADF -> "a descriptor is not open";
            case ENODEV -> "the function has no INTx line";
            case EBUSY ->
                "the INTx line is shared and the function cannot mask it (use MSI), or an event unmasks it already";
            case ENOSPC -> "the host has no more interrupt vectors";
            default -> "";
        };
    }
}
