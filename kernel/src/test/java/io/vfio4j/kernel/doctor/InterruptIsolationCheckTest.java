package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.tree.HealthyMachine;
import org.junit.jupiter.api.Test;

class InterruptIsolationCheckTest extends CheckTest {
    InterruptIsolationCheckTest() {
        super("interrupt-isolation");
    }

    @Test
    void shouldFindThatUnitsRemapInterrupts() {
        assertOk("remap");
    }

    @Test
    void shouldFindAUnitThatDoesNot() {
        machine.intel("dmar0", HealthyMachine.ECAP & ~(1L << 3));

        assertFound(Verdict.PROBLEM, "dmar0: no IR", "allow_unsafe_interrupts=1");
    }

    @Test
    void shouldTellAGuestHowToGetIt() {
        machine.guest().intel("dmar0", HealthyMachine.ECAP & ~(1L << 3));

        assertFound(Verdict.PROBLEM, "dmar0: no IR", "intremap=on");
    }

    @Test
    void shouldFindItSwitchedOff() {
        machine.tree().file("/proc/cmdline", "intremap=off");

        assertFound(Verdict.PROBLEM, "switched off", "intremap=off");
    }

    @Test
    void shouldWarnWhenUnsafeInterruptsAreAllowed() {
        machine.intel("dmar0", 0).tree().file("/sys/module/iommufd/parameters/allow_unsafe_interrupts", "Y");

        assertFound(Verdict.WARNING, "allow_unsafe_interrupts is set for iommufd", "unset");
    }
}
