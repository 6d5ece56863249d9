// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

import java.util.Locale;

/** What a check comes to. */
public enum Verdict {
    OK,
    /** It works, and something about it should be known. */
    WARNING,
    /** PASID, or VFIO at all, does not work because of this. */
    PROBLEM,
    /** It could not be read. */
    UNKNOWN;

    /** As in JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
