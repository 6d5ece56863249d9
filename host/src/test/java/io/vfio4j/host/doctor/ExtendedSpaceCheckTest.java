// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.HealthyMachine;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtendedSpaceCheckTest extends CheckTest {
    ExtendedSpaceCheckTest() {
        super("extended-space");
    }

    @Test
    void shouldNameTheFirstCapability() {
        assertOk("3 in the list, the first one is 0x000f");
    }

    @Test
    void shouldFindAnEmptyFirstHeader() {
        machine.function().config(HealthyMachine.goodFunction().emptyFirstExtendedHeader());

        assertFound(Verdict.PROBLEM, "0x100 is 0", "low power");
    }

    @Test
    void shouldTellAGuestOfAnEmptyFirstHeader() {
        machine.guest().function().config(HealthyMachine.goodFunction().emptyFirstExtendedHeader());

        assertFound(Verdict.PROBLEM, "0x100 is 0", "VMM");
    }

    @Test
    void shouldFindASpaceThatEndsAt256() {
        machine.function()
                .config(java.util.Arrays.copyOf(HealthyMachine.goodFunction().bytes(), 256));

        assertFound(Verdict.PROBLEM, "256 bytes", "MMCONFIG");
    }

    @Test
    void shouldFindAConventionalFunction() {
        ConfigBuilder conventional = new ConfigBuilder();
        conventional.space().setU8(0x34, 0);
        machine.function().config(java.util.Arrays.copyOf(conventional.bytes(), 256));

        assertFound(Verdict.PROBLEM, "no PCI Express capability", "PCI Express");
    }

    @Test
    void shouldNotJudgeWhatItMayNotRead() {
        machine.function().headerOf(HealthyMachine.goodFunction());

        assertFound(Verdict.UNKNOWN, "CAP_SYS_ADMIN", "root");
    }

    @Test
    void shouldSendAUserToRoot() {
        machine.user(4711, 0).function().headerOf(HealthyMachine.goodFunction());

        assertFound(Verdict.UNKNOWN, "CAP_SYS_ADMIN", "run it as root; then: examine 0000:3a:00.0 again");
    }

    @Test
    void shouldWakeAFunctionThatSleeps() {
        machine.function().config(allOnes()).file("power/runtime_status", "suspended");

        assertFound(
                Verdict.UNKNOWN,
                "(suspended)",
                "echo on > /sys/bus/pci/devices/0000:3a:00.0/power/control; then: examine");
    }

    @Test
    void shouldHaveAFunctionFoundAgainThatIsGone() {
        machine.function().config(allOnes()).file("power/runtime_status", "active");

        assertFound(Verdict.UNKNOWN, "all ones", "echo 1 > /sys/bus/pci/devices/0000:3a:00.0/remove");
    }

    private static byte[] allOnes() {
        byte[] ones = new byte[4096];
        java.util.Arrays.fill(ones, (byte) -1);
        return ones;
    }

    @Test
    void shouldFindAKernelThatCannotReachTheSpace() {
        machine.kernelBuiltWith(List.of("X86"));
        machine.guest()
                .function()
                .config(java.util.Arrays.copyOf(HealthyMachine.goodFunction().bytes(), 256));

        assertFound(Verdict.PROBLEM, "256 bytes", "CONFIG_PCI_MMCONFIG=y");
    }
}
