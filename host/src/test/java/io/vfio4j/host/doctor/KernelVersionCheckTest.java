// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class KernelVersionCheckTest extends CheckTest {
    KernelVersionCheckTest() {
        super("kernel-version");
    }

    @Test
    void shouldBeContentWithTheFirstKernelThatHasPasid() {
        machine.tree().file("/proc/sys/kernel/osrelease", "6.15.0-rc1");

        assertOk("6.15.0-rc1");
    }

    @Test
    void shouldFindAKernelWithoutPasid() {
        machine.tree().file("/proc/sys/kernel/osrelease", "6.14.9");

        assertFound(Verdict.PROBLEM, "6.14.9: no PASID in iommufd", "6.15");
    }

    @Test
    void shouldFindAKernelWithoutDeviceNodes() {
        machine.tree().file("/proc/sys/kernel/osrelease", "6.5.0");

        assertFound(Verdict.PROBLEM, "no /dev/vfio/devices", "6.15");
    }

    @Test
    void shouldFindAKernelWithoutIommufd() {
        machine.tree().file("/proc/sys/kernel/osrelease", "5.10.0-28-amd64");

        assertFound(Verdict.PROBLEM, "no iommufd", "6.15");
    }

    @Test
    void shouldNotTrustTheNumberOfAKernelThatTakesThingsBack() {
        machine.tree().file("/proc/sys/kernel/osrelease", "5.14.0-570.el9.x86_64");

        assertFound(Verdict.WARNING, "unless the distribution", "ask it: open a function");
    }

    @Test
    void shouldNotGuessAVersion() {
        machine.tree().file("/proc/sys/kernel/osrelease", "mainline");

        assertFound(Verdict.UNKNOWN, "osrelease", "uname -r");
    }
}
