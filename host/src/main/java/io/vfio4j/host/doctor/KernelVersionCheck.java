// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Step;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.KernelVersion;

/** Checks that the kernel is new enough: 6.2 has iommufd, 6.6 the device's own node, 6.15 PASID for users. */
final class KernelVersionCheck extends MachineCheck {
    KernelVersionCheck() {
        super(
                "kernel-version",
                "Kernel version",
                "iommufd is in Linux 6.2, /dev/vfio/devices in 6.6, attaching PASIDs and reporting them in 6.15.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        return machine.version()
                .map(KernelVersionCheck::judge)
                .orElseGet(() -> Diagnosis.unknown(
                        "/proc/sys/kernel/osrelease cannot be read", "look at uname -r; it should be 6.15 or later"));
    }

    private static Diagnosis judge(KernelVersion version) {
        if (version.isAtLeast(6, 15)) {
            return Diagnosis.ok(version.release());
        }
        String lacking = version.isAtLeast(6, 6)
                ? "no PASID in iommufd"
                : version.isAtLeast(6, 2) ? "no /dev/vfio/devices and no PASID in iommufd" : "no iommufd";
        String read = "%s: %s".formatted(version.release(), lacking);
        if (version.release().contains(".el")) {
            return Diagnosis.of(
                    Verdict.WARNING, read + ", unless the distribution brought it back", new Step.Probe("ask it"));
        }
        return Diagnosis.problem(read, "boot Linux 6.15 or later");
    }
}
