// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static java.util.Objects.requireNonNull;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.pasid.PasidReporting;

/**
 * Says how an {@link EmulatedDevice} presents its function.
 *
 * @param view from where it is looked at
 * @param reporting in which form PASID is reported; of no effect in the hardware view
 * @param pasidIndex the feature index of the report, 0 to 65535
 * @param blankHidden the bodies of hidden capabilities read 0, unlike with the kernel; of no effect in the hardware
 *     view
 * @param maxDmaRegions how many mappings the device may have at once
 */
public record EmulatedDeviceOptions(
        DeviceView view, PasidReporting reporting, int pasidIndex, boolean blankHidden, int maxDmaRegions) {
    /** Shows the kernel's view, with PASID reported as proposed: index 11, translated. */
    public static final EmulatedDeviceOptions VFIO = new EmulatedDeviceOptions(
            DeviceView.VFIO,
            PasidReporting.TRANSLATED,
            PasidFeature.PROPOSED_INDEX,
            false,
            DmaSpace.DEFAULT_MAX_REGIONS);
    /** Shows the bare function. */
    public static final EmulatedDeviceOptions HARDWARE = VFIO.withView(DeviceView.HARDWARE);

    public EmulatedDeviceOptions {
        requireNonNull(view, "view");
        requireNonNull(reporting, "reporting");
        if (pasidIndex < 0 || pasidIndex > 0xffff) {
            throw new IllegalArgumentException("pasidIndex must be 0 to 65535: pasidIndex=" + pasidIndex);
        }
        if (maxDmaRegions < 0) {
            throw new IllegalArgumentException("maxDmaRegions must not be negative: maxDmaRegions=" + maxDmaRegions);
        }
    }

    public EmulatedDeviceOptions withView(DeviceView other) {
        return new EmulatedDeviceOptions(other, reporting, pasidIndex, blankHidden, maxDmaRegions);
    }

    public EmulatedDeviceOptions withReporting(PasidReporting other) {
        return new EmulatedDeviceOptions(view, other, pasidIndex, blankHidden, maxDmaRegions);
    }

    public EmulatedDeviceOptions withPasidIndex(int other) {
        return new EmulatedDeviceOptions(view, reporting, other, blankHidden, maxDmaRegions);
    }

    public EmulatedDeviceOptions withBlankHidden(boolean other) {
        return new EmulatedDeviceOptions(view, reporting, pasidIndex, other, maxDmaRegions);
    }

    public EmulatedDeviceOptions withMaxDmaRegions(int other) {
        return new EmulatedDeviceOptions(view, reporting, pasidIndex, blankHidden, other);
    }
}
