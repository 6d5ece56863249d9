// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.HostPasid;
import io.vfio4j.device.IommuHardwareInfo;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a device offers, as one source has it.
 *
 * @param supported there is a PASID capability, enabled or not
 * @param enablement whether PASID is enabled
 * @param width PASID width in bits; 0 where the source does not tell the width of a disabled capability
 * @param execute execute permission
 * @param privileged privileged mode
 * @param format the form of the feature's data, null for other sources
 * @param structureVersion the structure's version, where the source tells it
 */
public record PasidOffer(
        boolean supported,
        Enablement enablement,
        int width,
        boolean execute,
        boolean privileged,
        @Nullable PasidFormat format,
        OptionalInt structureVersion) {

    /** Tells whether PASID is enabled, as far as a source knows. */
    public enum Enablement {
        ENABLED,
        DISABLED,
        UNKNOWN;

        static Enablement of(boolean enabled) {
            return enabled ? ENABLED : DISABLED;
        }
    }

    /** Reads the feature's data. */
    static PasidOffer ofFeature(PasidData data) {
        PasidCapability capability = data.capability();
        return of(capability, Enablement.of(capability.width() != 0), data.format(), data.version());
    }

    /**
     * Reads what IOMMU_GET_HW_INFO says, when its width is not 0. Execute and privileged imply that PASID is enabled. A
     * width alone does not: the kernel reports one even where enabling failed, so the control register is asked.
     */
    static PasidOffer ofHardwareInfo(IommuHardwareInfo info, Optional<HostPasid> host) {
        Enablement enablement = info.execute() || info.privileged()
                ? Enablement.ENABLED
                : host.flatMap(HostPasid::structure)
                        .map(structure -> Enablement.of(structure.control().enabled()))
                        .orElse(Enablement.UNKNOWN);
        return new PasidOffer(
                true, enablement, info.maxPasidLog2(), info.execute(), info.privileged(), null, OptionalInt.empty());
    }

    /** Reads the structure of a configuration space. */
    static PasidOffer ofStructure(PasidStructure structure) {
        return of(
                structure.capability(),
                Enablement.of(structure.control().enabled()),
                null,
                OptionalInt.of(structure.version()));
    }

    private static PasidOffer of(
            PasidCapability capability, Enablement enablement, @Nullable PasidFormat format, OptionalInt version) {
        return new PasidOffer(
                true, enablement, capability.width(), capability.execute(), capability.privileged(), format, version);
    }
}
