// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.SystemTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the kernel's command line.
 *
 * @param text the whole line
 */
public record KernelCommandLine(String text) {

    /** Reads {@code /proc/cmdline}; empty without it. */
    public static KernelCommandLine of(SystemTree tree) {
        return new KernelCommandLine(tree.text("/proc/cmdline").orElse(""));
    }

    /**
     * Returns the values of a parameter that takes a list: of {@code intel_iommu=on,sm_on} they are {@code on} and
     * {@code sm_on}. In the order given, of all its occurrences.
     */
    public List<String> values(String parameter) {
        List<String> values = new ArrayList<>();
        for (String word : text.split("\\s+", -1)) {
            if (word.startsWith(parameter + "=")) {
                values.addAll(List.of(word.substring(parameter.length() + 1).split(",", -1)));
            }
        }
        return values;
    }

    /** Tells whether a parameter has a value, or a word without one is given. */
    public boolean has(String parameter, String value) {
        return values(parameter).contains(value);
    }

    /** Tells whether a parameter is given, with any value or none. */
    public boolean mentions(String parameter) {
        for (String word : text.split("\\s+", -1)) {
            if (word.equals(parameter) || word.startsWith(parameter + "=")) {
                return true;
            }
        }
        return false;
    }
}
