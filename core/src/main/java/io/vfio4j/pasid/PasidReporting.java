// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.PasidFormat;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidStructure;

/**
 * How a device's PASID capability becomes the 4 bytes of the feature, in one of the three forms of the debate.
 *
 * <pre>
 *  translated                offset  size     raw and masked            offset  size
 *    u16 capabilities           0     2         u16 register               0     2
 *        bit 0 execute                          u8  structure version      2     1
 *        bit 1 privileged                       u8  reserved, 0            3     1
 *    u8  width, in bits         2     1
 *    u8  reserved, 0            3     1       all little-endian
 * </pre>
 *
 * <p>A capability that is present but not enabled reports width 0 in every form.
 */
public sealed interface PasidReporting {
    /** Bytes of the feature's data in every form. */
    int SIZE = 4;

    /** The feature as proposed in November 2023. */
    record Translated() implements PasidReporting {}

    /** Capability register and structure version, as they are. */
    record Raw() implements PasidReporting {}

    /**
     * The register cut to the fields that the reporting host knows.
     *
     * @param version the structure version that the host knows, 1 to 15
     */
    record Masked(int version) implements PasidReporting {
        public Masked {
            if (version < 1 || version > 15) {
                throw new IllegalArgumentException("version must be 1 to 15: version=" + version);
            }
        }
    }

    /** Which of the three forms this is. */
    default PasidFormat format() {
        return switch (this) {
            case Translated() -> PasidFormat.TRANSLATED;
            case Raw() -> PasidFormat.RAW;
            case Masked _ -> PasidFormat.MASKED;
        };
    }

    /** The 4 bytes as a little-endian number, for a capability that is there. */
    default int encode(PasidStructure structure) {
        boolean enabled = structure.control().enabled();
        int register = enabled ? structure.capabilityRegister() : structure.capabilityRegister() & ~WIDTH_MASK;
        return switch (this) {
            case Translated() -> translate(PasidCapability.decode(register), enabled);
            case Raw() -> register | structure.version() << 16;
            case Masked(int version) ->
                (register & PasidStructureVersions.knownBits(version)) | Math.min(version, structure.version()) << 16;
        };
    }

    /**
     * Turns a report of any form into the translated one, for whoever knows only that.
     *
     * @param format the form that {@code data} has
     * @param data the 4 bytes as a little-endian number
     */
    static int translated(PasidFormat format, int data) {
        if (format == PasidFormat.TRANSLATED) {
            return data;
        }
        PasidCapability capability = PasidCapability.decode(data & 0xffff);
        return translate(capability, capability.width() != 0);
    }

    /** Max PASID Width in the register. */
    int WIDTH_MASK = 0x1f00;

    private static int translate(PasidCapability capability, boolean enabled) {
        if (!enabled) {
            return 0;
        }
        return (capability.execute() ? 1 : 0) | (capability.privileged() ? 2 : 0) | capability.width() << 16;
    }
}
