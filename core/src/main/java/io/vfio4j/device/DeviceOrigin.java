// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.util.Optional;

/**
 * Tells what whoever offers a device knows about it beside VFIO: its kind, its IOMMU, its host's view of PASID.
 *
 * <p>Methods may ask the kernel each time they are called; keep an answer that is needed twice. Used by the thread that
 * uses the device.
 */
public interface DeviceOrigin {
    /** The origin of a device of which nothing is known beside VFIO. */
    DeviceOrigin UNKNOWN = of(FunctionKind.UNKNOWN, Optional.empty());

    /** Tells whether the device is a physical or a virtual function. */
    FunctionKind functionKind();

    /**
     * Returns the feature index under which the device reports PASID, and the form of the report.
     *
     * @return empty when that is not known
     */
    Optional<PasidFeature> pasidFeature();

    /**
     * Asks for what IOMMU_GET_HW_INFO says of the IOMMU before the device.
     *
     * @return empty when there is none to ask
     * @throws VfioException when the kernel refuses to tell
     */
    Optional<IommuHardwareInfo> iommuHardwareInfo();

    /**
     * Reads the PASID registers as the device's host sees them, whatever VFIO shows; of a VF, its PF's.
     *
     * @return empty when this process is not on that host
     */
    Optional<HostPasid> hostPasid();

    /** Returns the origin of a device without an IOMMU to ask and without registers that this process could read. */
    static DeviceOrigin of(FunctionKind functionKind, Optional<PasidFeature> pasidFeature) {
        return new KnownOrigin(functionKind, pasidFeature, Optional.empty(), Optional.empty());
    }
}
