// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import io.vfio4j.host.sysfs.MemoryLock;
import io.vfio4j.host.tree.Credentials;
import io.vfio4j.host.tree.SystemTree;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Explains why memory could not be pinned. What devices may reach is pinned: when it is mapped, or when a device is
 * attached where it was mapped before. RLIMIT_MEMLOCK limits that (drivers/vfio/vfio_iommu_type1.c,
 * drivers/iommu/iommufd/pages.c).
 */
public enum PinnedMemory {
    /** The container, and iommufd when IOMMU_OPTION_RLIMIT_MODE says so, count what the process has locked. */
    OF_PROCESS("VmLck") {
        @Override
        String besides(long kib) {
            return "beside %d KiB that are locked; this process".formatted(kib);
        }
    },
    /** iommufd counts what all processes of the user have pinned; only this one's part can be read. */
    OF_USER("VmPin") {
        @Override
        String besides(long kib) {
            return "beside %d KiB of this process and what iommufd counts of the user's other processes; together they"
                    .formatted(kib);
        }
    };

    /** The size for when nobody knows how many bytes were to be pinned. */
    public static final long UNKNOWN_SIZE = -1;

    private final Pattern counted;

    PinnedMemory(String counted) {
        this.counted = Pattern.compile("(?m)^" + counted + ":\\s+(\\d+) kB$");
    }

    abstract String besides(long kib);

    /**
     * Says what is known of a failure with ENOMEM.
     *
     * @param size bytes that were to be pinned, or {@link #UNKNOWN_SIZE}
     * @return in words without a full stop
     */
    public String explain(long size) {
        return explain(SystemTree.of(SystemTree.THIS_MACHINE), size);
    }

    String explain(SystemTree tree, long size) {
        String pinning = size < 0 ? "pinning what is mapped" : "pinning %d KiB".formatted(kib(size));
        Optional<MemoryLock> limit =
                MemoryLock.of(tree).filter(lock -> lock.bytes().isPresent());
        if (limit.isEmpty()) {
            return pinning + ": the host is short of memory; no limit of locked memory is set";
        }
        if (Credentials.of(tree).locksMemoryFreely()) {
            return pinning + ": the host is short of memory; RLIMIT_MEMLOCK does not count (CAP_IPC_LOCK)";
        }
        return "%s %s may pin %d KiB (RLIMIT_MEMLOCK: ulimit -l, or LimitMEMLOCK= of the service)"
                .formatted(
                        pinning,
                        besides(countedKib(tree)),
                        kib(limit.get().bytes().getAsLong()));
    }

    private static long kib(long bytes) {
        return bytes >>> 10;
    }

    private long countedKib(SystemTree tree) {
        Matcher line = counted.matcher(tree.text("/proc/self/status").orElse(""));
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
