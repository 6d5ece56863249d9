// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.sysfs;

import io.vfio4j.host.tree.SystemTree;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds RLIMIT_MEMLOCK: how much memory a process may pin, which is what mapping it for DMA does.
 *
 * @param bytes the soft limit; empty when unlimited
 */
public record MemoryLock(OptionalLong bytes) {
    private static final Pattern LINE = Pattern.compile("Max locked memory\\s+(\\S+)\\s.*");

    /** Reads {@code /proc/self/limits}. */
    public static Optional<MemoryLock> of(SystemTree tree) {
        return tree.text("/proc/self/limits").flatMap(MemoryLock::parse);
    }

    private static Optional<MemoryLock> parse(String limits) {
        for (String line : limits.split("\n", -1)) {
            Matcher form = LINE.matcher(line);
            if (form.matches()) {
                return form.group(1).equals("unlimited")
                        ? Optional.of(new MemoryLock(OptionalLong.empty()))
                        : parseBytes(form.group(1));
            }
        }
        return Optional.empty();
    }

    private static Optional<MemoryLock> parseBytes(String number) {
        try {
            return Optional.of(new MemoryLock(OptionalLong.of(Long.parseUnsignedLong(number))));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
