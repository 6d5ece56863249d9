// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

/** Says from where an {@link EmulatedDevice} is looked at. */
public enum DeviceView {
    /** Shows what a user of Linux's vfio-pci sees of the function. PASID is hidden and reported. */
    VFIO,
    /**
     * Shows the bare function, as the machine's owner sees it: registers as they are, PASID among them, and no report.
     */
    HARDWARE
}
