// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.pci.structure.PasidCapability;

/** Knows which bits of the PASID capability register a structure version defines. */
final class PasidStructureVersions {
    /** The one version that the specification has published. */
    static final int PUBLISHED = 1;
    /** A version that does not exist: the one of the debate, "what if PCIe adds a field?". */
    static final int HYPOTHETICAL = 2;
    /** The bit that the hypothetical version adds. */
    static final int HYPOTHETICAL_BIT = 1 << 4;

    private PasidStructureVersions() {}

    /** Returns the defined bits; those of a version above the hypothetical one are taken to be the same. */
    static int knownBits(int version) {
        return version >= HYPOTHETICAL
                ? PasidCapability.VERSION_1_MASK | HYPOTHETICAL_BIT
                : PasidCapability.VERSION_1_MASK;
    }
}
