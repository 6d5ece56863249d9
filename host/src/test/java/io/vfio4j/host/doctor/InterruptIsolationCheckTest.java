// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.HealthyMachine;
import org.junit.jupiter.api.Test;

class InterruptIsolationCheckTest extends CheckTest {
    InterruptIsolationCheckTest() {
        super("interrupt-isolation");
    }

    private static final String PARAMETER = "/parameters/allow_unsafe_interrupts";

    @Test
    void shouldFindThatInterruptsAreRemapped() {
        assertOk("IR-IO-APIC");
    }

    @Test
    void shouldFindThatAnItsIsolatesThem() {
        machine.interruptsThrough("GICv3", "ITS-PCI-MSI-0000:01:00.0");

        assertOk("ITS-PCI-MSI-0000:01:00.0");
    }

    @Test
    void shouldNotTakeSupportForUse() {
        machine.interruptsThrough("IO-APIC");

        assertFound(Verdict.PROBLEM, "through IO-APIC: the kernel has not switched remapping on", "dmesg");
    }

    @Test
    void shouldNotGuessFromSupport() {
        machine.interruptsThrough();

        assertFound(Verdict.UNKNOWN, "nothing says", "/proc/interrupts");
    }

    @Test
    void shouldFindAUnitThatDoesNot() {
        machine.interruptsThrough("IO-APIC").intel("dmar0", HealthyMachine.ECAP & ~(1L << 3));

        assertFound(Verdict.PROBLEM, "dmar0: no IR", "echo 1 > /sys/module/iommufd/parameters/allow_unsafe_interrupts");
    }

    @Test
    void shouldFindThatTheParameterIsOnlyTheContainers() {
        machine.interruptsThrough("IO-APIC").tree().file("/sys/module/vfio_iommu_type1" + PARAMETER, "Y");

        assertFound(
                Verdict.PROBLEM,
                "is set for vfio_iommu_type1 only",
                "echo 1 > /sys/module/iommufd/parameters/allow_unsafe_interrupts");
    }

    @Test
    void shouldLoadAModuleWithItsParameter() {
        machine.interruptsThrough("IO-APIC").tree().remove("/sys/module/iommufd" + PARAMETER);

        assertFound(Verdict.PROBLEM, "IO-APIC", "modprobe iommufd allow_unsafe_interrupts=1");
    }

    @Test
    void shouldTellAGuestHowToGetIt() {
        machine.guest().interruptsThrough("IO-APIC").intel("dmar0", HealthyMachine.ECAP & ~(1L << 3));

        assertFound(Verdict.PROBLEM, "dmar0: no IR", "intremap=on");
    }

    @Test
    void shouldFindItSwitchedOff() {
        machine.interruptsThrough("IO-APIC").tree().file("/proc/cmdline", "intremap=off");

        assertFound(Verdict.PROBLEM, "switched off", "intremap=off");
    }

    @Test
    void shouldWarnWhenUnsafeInterruptsAreAllowed() {
        machine.interruptsThrough("IO-APIC").tree().file("/sys/module/iommufd" + PARAMETER, "Y");

        assertFound(Verdict.WARNING, "allow_unsafe_interrupts is set for iommufd", "unset");
    }
}
