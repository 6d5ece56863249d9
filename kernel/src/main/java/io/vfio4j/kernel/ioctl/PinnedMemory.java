package io.vfio4j.kernel.ioctl;

import io.vfio4j.device.Errno;
import io.vfio4j.kernel.sysfs.MemoryLock;
import io.vfio4j.kernel.sysfs.SystemTree;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why memory could not be pinned. Mapping memory for DMA pins it, and RLIMIT_MEMLOCK limits what may be pinned. */
public final class PinnedMemory {
    private static final Pattern PINNED = Pattern.compile("(?m)^Vm(?:Pin|Lck):\\s+(\\d+) kB$");

    private PinnedMemory() {}

    /**
     * What is known of a mapping's failure.
     *
     * @param size bytes that were to be pinned
     * @return in words without a full stop; empty for another errno than ENOMEM
     */
    public static String explain(Errno errno, long size) {
        return errno == Errno.ENOMEM ? explain(SystemTree.of(SystemTree.THIS_MACHINE), size) : "";
    }

    static String explain(SystemTree tree, long size) {
        Optional<MemoryLock> limit = MemoryLock.of(tree);
        if (limit.isEmpty() || limit.get().bytes().isEmpty()) {
            return "pinning %d KiB; the limit of locked memory is not it".formatted(kib(size));
        }
        return "pinning %d KiB beside the %d KiB that are; this process may pin %d KiB (RLIMIT_MEMLOCK: ulimit -l, or LimitMEMLOCK= in its service)"
                .formatted(kib(size), pinnedKib(tree), kib(limit.get().bytes().getAsLong()));
    }

    private static long kib(long bytes) {
        return bytes >>> 10;
    }

    private static long pinnedKib(SystemTree tree) {
        Matcher lines = PINNED.matcher(tree.text("/proc/self/status").orElse(""));
        long pinned = 0;
        while (lines.find()) {
            pinned += Long.parseLong(lines.group(1));
        }
        return pinned;
    }
}
