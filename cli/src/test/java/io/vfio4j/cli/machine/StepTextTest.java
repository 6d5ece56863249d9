// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.host.diagnosis.Step;
import io.vfio4j.host.testing.HealthyMachine;
import io.vfio4j.pci.PciAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepTextTest {
    private static final PciAddress FIRST = PciAddress.parse("0000:3a:00.1");
    private static final PciAddress SECOND = PciAddress.parse("0000:3a:00.2");

    @Test
    void shouldNameTheCommandsOfThisProgram() {
        assertThat(StepText.of(List.of(new Step.Bind(FIRST)))).isEqualTo("vfio bind 0000:3a:00.1");
        assertThat(StepText.of(List.of(new Step.Examine(Optional.empty())))).isEqualTo("vfio doctor");
        assertThat(StepText.of(List.of(new Step.Examine(Optional.of(FIRST))))).isEqualTo("vfio doctor 0000:3a:00.1");
        assertThat(StepText.of(List.of(new Step.Probe("ask it"))))
                .isEqualTo("ask it: vfio probe pci:ADDRESS, as root, for a function bound to vfio-pci");
    }

    @Test
    void shouldSayHowToFreeAGroup() {
        Step.DrivenFunction first = new Step.DrivenFunction(FIRST, "snd_hda_intel");
        Step.DrivenFunction second = new Step.DrivenFunction(SECOND, "xhci_hcd");
        String nobody = "or, to give it to nobody: echo 0000:3a:00.1 > /sys/bus/pci/drivers/snd_hda_intel/unbind";

        assertThat(StepText.of(List.of(new Step.FreeGroup(List.of(first)))))
                .isEqualTo("get the others from their drivers: vfio bind 0000:3a:00.1; " + nobody);
        assertThat(StepText.of(List.of(new Step.FreeGroup(List.of(first, second)))))
                .isEqualTo("get the others from their drivers: vfio bind 0000:3a:00.1, and so on; " + nobody);
    }

    @Test
    void shouldTellStepsInTheirOrder() {
        assertThat(StepText.of(List.of(new Step.Advice("run it as root"), new Step.Examine(Optional.empty()))))
                .isEqualTo("run it as root; then: vfio doctor");
        assertThat(StepText.of(List.of())).isEmpty();
    }

    @Test
    void shouldAdviseToBindAFunction(@TempDir Path folder) {
        new HealthyMachine(folder).function().driver("i40e");

        assertThat(CliRun.of("doctor", "--root", folder.toString(), "--json").out())
                .contains("\"bound to i40e\"", "\"vfio bind %s\"".formatted(HealthyMachine.FUNCTION));
    }
}
