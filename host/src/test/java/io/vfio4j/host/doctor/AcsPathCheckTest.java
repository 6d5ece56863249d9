// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.HealthyMachine;
import io.vfio4j.pci.PciAddress;
import org.junit.jupiter.api.Test;

class AcsPathCheckTest extends CheckTest {
    AcsPathCheckTest() {
        super("acs-path");
    }

    @Test
    void shouldFindItOn() {
        assertOk("on in each that needs it: 0000:00:1c.0");
    }

    @Test
    void shouldFindItSwitchedOff() {
        machine.port()
                .config(new ConfigBuilder()
                        .express(ConfigBuilder.ROOT_PORT, true)
                        .acs(0x1f, 0x01));
        machine.function().config(disabled());

        assertFound(Verdict.PROBLEM, "0000:00:1c.0: switched off (ACS capability 0x001f, control 0x0001)", "ACS");
    }

    @Test
    void shouldNotBlameAPortThatTheKernelLeavesAloneWithoutAnIommu() {
        machine.untranslated()
                .port()
                .config(new ConfigBuilder()
                        .express(ConfigBuilder.ROOT_PORT, true)
                        .acs(0x1f, 0x00));
        machine.function().config(disabled());

        assertFound(Verdict.UNKNOWN, "without an IOMMU the kernel leaves it off", "get the IOMMU on first");
    }

    @Test
    void shouldNotBelieveTheCapabilityOfABridgeToConventionalPci() {
        machine.port()
                .config(new ConfigBuilder()
                        .express(ConfigBuilder.PCIE_TO_PCI_BRIDGE, true)
                        .acs(0x1f, 0x1d));
        machine.function().config(disabled());

        assertFound(Verdict.PROBLEM, "0000:00:1c.0: PCIe to PCI bridge", "slot");
    }

    @Test
    void shouldTakeWhatCannotBeSwitchedForWiredOn() {
        machine.port()
                .config(new ConfigBuilder()
                        .express(ConfigBuilder.ROOT_PORT, true)
                        .acs(0x04, 0x04));
        machine.function().config(disabled());

        assertOk("on in each");
    }

    @Test
    void shouldFindAPortWithoutIt() {
        machine.port().config(new ConfigBuilder().express(ConfigBuilder.ROOT_PORT, true));
        machine.function().config(disabled());

        assertFound(Verdict.PROBLEM, "0000:00:1c.0: no ACS capability (root port)", "slot");
    }

    @Test
    void shouldTellAGuestHowToGetIt() {
        machine.guest().port().config(new ConfigBuilder().express(ConfigBuilder.ROOT_PORT, true));
        machine.function().config(disabled());

        assertFound(Verdict.PROBLEM, "no ACS capability", "pcie-root-port");
    }

    @Test
    void shouldBelieveTheKernelThatAPortIsolates() {
        machine.port().config(new ConfigBuilder().express(ConfigBuilder.ROOT_PORT, true));

        assertOk("the kernel knows these ports to isolate");
    }

    @Test
    void shouldWantItOfADeviceWithSeveralFunctions() {
        machine.function().config(disabled().multifunction());

        assertFound(Verdict.PROBLEM, "0000:3a:00.0: no ACS capability (endpoint)", "ACS");
    }

    @Test
    void shouldWantItOfEveryFunctionButTheFirst() {
        machine.tree()
                .functionUnder(HealthyMachine.ROOT_PORT, "0000:3a:00.1")
                .vfio("vfio1", 13)
                .config(disabled());

        Finding finding = Doctor.examine(machine.tree().tree(), PciAddress.parse("0000:3a:00.1")).orElseThrow().stream()
                .filter(found -> found.check().equals("acs-path"))
                .findFirst()
                .orElseThrow();

        assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(finding.read()).contains("0000:3a:00.1: no ACS capability (endpoint)");
    }

    @Test
    void shouldOnlyWarnWhenPasidIsOffForAnotherReason() {
        machine.intel("dmar0", HealthyMachine.ECAP & ~(1L << 40))
                .port()
                .config(new ConfigBuilder().express(ConfigBuilder.ROOT_PORT, true));
        machine.function().config(disabled());

        assertFound(Verdict.WARNING, "the kernel may know", "PASID in the IOMMU first");
    }

    @Test
    void shouldNotConcludeFromPasidThatAmdEnablesLate() {
        machine.amd("f77ef22294ada:0").port().config(new ConfigBuilder().express(ConfigBuilder.ROOT_PORT, true));
        machine.function().config(disabled());

        assertFound(Verdict.WARNING, "the kernel may know", "PASID");
    }

    @Test
    void shouldWarnOfTheOverride() {
        machine.tree().file("/proc/cmdline", "intel_iommu=on,sm_on pcie_acs_override=downstream,multifunction");

        assertFound(Verdict.WARNING, "only pretends isolation", "take it out");
    }

    private static ConfigBuilder disabled() {
        return new ConfigBuilder().express(ConfigBuilder.ENDPOINT, true).pasid(20, false);
    }
}
