// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

/** Names the three forms that were proposed or wished for in December 2023 for the report of PASID. */
public enum PasidFormat {
    /** The proposal: capability bits and width in a layout of VFIO's own. */
    TRANSLATED,
    /** Capability register and structure version as the hardware has them. */
    RAW,
    /** The raw register cut to the fields that the reporting host knows, with the version that it knows. */
    MASKED;

    /**
     * Returns the name in the vfio-user capability and on the command line: {@code translated}, {@code raw}, {@code
     * masked}.
     */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
