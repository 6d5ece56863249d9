// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import io.vfio4j.device.DeviceOrigin;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.HostPasid;
import io.vfio4j.device.IommuHardwareInfo;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.host.sysfs.SysfsFunction;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells what this machine knows of one of its functions; registers and IOMMU are asked anew each time.
 *
 * @param pasidFeature as the device's user has named it; VFIO does not tell
 * @param iommu asks the IOMMU before the function
 */
record HostOrigin(
        SysfsFunction function, Optional<PasidFeature> pasidFeature, Supplier<Optional<IommuHardwareInfo>> iommu)
        implements DeviceOrigin {

    @Override
    public FunctionKind functionKind() {
        return function.physicalFunction().isPresent() ? FunctionKind.VIRTUAL : FunctionKind.PHYSICAL;
    }

    @Override
    public Optional<IommuHardwareInfo> iommuHardwareInfo() {
        return iommu.get();
    }

    @Override
    public Optional<HostPasid> hostPasid() {
        return Optional.of(SysfsPasid.of(function));
    }
}
