// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

/** Says from where an {@link EmulatedDevice} is looked at. */
public enum DeviceView {
    /** As a user of Linux's vfio-pci sees the function. PASID is hidden and reported. */
    VFIO,
    /** As whoever owns the machine sees it: registers as they are, PASID among them, and no report. */
    HARDWARE
}
