// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.MemoryLock;

/** Checks that enough memory may be pinned. */
final class MemoryLockCheck extends MachineCheck {
    private static final long LITTLE = 1L << 30;

    MemoryLockCheck() {
        super(
                "memlock",
                "Memory that may be pinned",
                "Mapping memory for DMA pins it; beyond RLIMIT_MEMLOCK the mapping fails with ENOMEM.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        return MemoryLock.of(machine.tree())
                .map(limit -> judge(machine, limit))
                .orElseGet(() -> Diagnosis.unknown("/proc/self/limits cannot be read", "look at ulimit -l"));
    }

    private static Diagnosis judge(Machine machine, MemoryLock limit) {
        if (limit.bytes().isEmpty()) {
            return Diagnosis.ok("unlimited");
        }
        long bytes = limit.bytes().getAsLong();
        String read = "%d KiB".formatted(bytes >>> 10);
        if (machine.user().locksMemoryFreely()) {
            return Diagnosis.ok(read + ", which does not count for this user (CAP_IPC_LOCK)");
        }
        return Long.compareUnsigned(bytes, LITTLE) < 0
                ? Diagnosis.warning(
                        read, "ulimit -l unlimited, or LimitMEMLOCK=infinity in the service, or memlock in limits.conf")
                : Diagnosis.ok(read);
    }
}
