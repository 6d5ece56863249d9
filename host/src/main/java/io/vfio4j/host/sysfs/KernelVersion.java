// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.SystemTree;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds a kernel's release.
 *
 * @param major first number
 * @param minor second number
 * @param release the whole of it, as in {@code uname -r}
 */
public record KernelVersion(int major, int minor, String release) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

    /** Reads {@code /proc/sys/kernel/osrelease}. */
    public static Optional<KernelVersion> of(SystemTree tree) {
        return tree.text("/proc/sys/kernel/osrelease").flatMap(KernelVersion::parse);
    }

    static Optional<KernelVersion> parse(String release) {
        Matcher form = FORM.matcher(release);
        return form.matches()
                ? Optional.of(
                        new KernelVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)), release))
                : Optional.empty();
    }

    /** Tells whether the kernel is of this release or a later one. */
    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }
}
