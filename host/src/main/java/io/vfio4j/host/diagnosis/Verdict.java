// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.diagnosis;

import java.util.Locale;

/** Judges what a check read. */
public enum Verdict {
    /** It is in order. */
    OK,
    /** It works, and something about it should be known. */
    WARNING,
    /** PASID, or VFIO at all, does not work because of this. */
    PROBLEM,
    /** It could not be read. */
    UNKNOWN;

    /** Returns the verdict as JSON has it: its name in small letters. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
