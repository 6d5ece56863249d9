// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.device.VfioException;
import io.vfio4j.pci.structure.PasidStructure;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Answers VFIO_DEVICE_FEATURE at the index of the PASID feature, for a device that reports PASID.
 *
 * @param target how exceptions name the device
 * @param reporting in which form
 * @param index the feature's index
 */
public record PasidReportFeature(String target, PasidReporting reporting, int index) {
    /** Returns what the device tells of itself. */
    public PasidFeature feature() {
        return new PasidFeature(index, reporting.format());
    }

    /**
     * Answers a request.
     *
     * @param flags {@code vfio_device_feature.flags}, well-formed, with this index
     * @param data {@code vfio_device_feature.data}, {@code argsz - 8} bytes; a GET writes the first 4
     * @param structure the function's registers, for a VF its PF's; empty when there is no PASID capability
     * @return bytes written: 4 for GET, 0 for PROBE
     * @throws VfioException ENOTTY without a capability, EINVAL for SET, for no operation and for too little data
     */
    public int answer(int flags, MemorySegment data, Optional<PasidStructure> structure) {
        if (structure.isEmpty()) {
            throw FeatureFlags.failure(target, flags, Errno.ENOTTY, "the function has no PASID capability");
        }
        if (!FeatureFlags.check(target, flags, data.byteSize(), FeatureFlags.GET, PasidData.SIZE)) {
            return 0;
        }
        reporting.report(structure.get()).write(data);
        return PasidData.SIZE;
    }
}
