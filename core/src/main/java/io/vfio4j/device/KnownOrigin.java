// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import java.util.Optional;

/** Holds an origin whose facts cost nothing to read. */
record KnownOrigin(
        FunctionKind functionKind,
        Optional<PasidFeature> pasidFeature,
        Optional<IommuHardwareInfo> iommuHardwareInfo,
        Optional<HostPasid> hostPasid)
        implements DeviceOrigin {}
