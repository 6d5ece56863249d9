// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.PasidFormat;
import io.vfio4j.pci.structure.PasidStructure;

/**
 * Chooses the form in which a device reports its PASID capability.
 *
 * @param format the form
 * @param version the structure version that the reporting host knows, 1 to 15; only {@link PasidFormat#MASKED} asks for
 *     it
 */
public record PasidReporting(PasidFormat format, int version) {
    /** The feature as proposed in November 2023. */
    public static final PasidReporting TRANSLATED = of(PasidFormat.TRANSLATED);
    /** Capability register and structure version, as they are. */
    public static final PasidReporting RAW = of(PasidFormat.RAW);

    public PasidReporting {
        if (version < 1 || version > 15) {
            throw new IllegalArgumentException("version must be 1 to 15: version=" + version);
        }
    }

    /** Reports as a host does that knows the published structure version, 1. */
    public static PasidReporting of(PasidFormat format) {
        return new PasidReporting(format, PasidStructureVersions.PUBLISHED);
    }

    /**
     * Reports the register cut to the fields that the host knows.
     *
     * @param version the structure version that the host knows, 1 to 15
     */
    public static PasidReporting masked(int version) {
        return new PasidReporting(PasidFormat.MASKED, version);
    }

    /** Reports a capability that is there; one that is not enabled has width 0 in every form. */
    public PasidData report(PasidStructure structure) {
        boolean enabled = structure.control().enabled();
        int register =
                enabled ? structure.capabilityRegister() : PasidData.withoutWidth(structure.capabilityRegister());
        return switch (format) {
            case TRANSLATED -> PasidData.translate(register, enabled);
            case RAW -> new PasidData(format, register | structure.version() << 16);
            case MASKED ->
                new PasidData(
                        format,
                        (register & PasidStructureVersions.knownBits(version))
                                | Math.min(version, structure.version()) << 16);
        };
    }
}
