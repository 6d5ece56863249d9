// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.HealthyMachine;
import org.junit.jupiter.api.Test;

class BoundDriverCheckTest extends CheckTest {
    BoundDriverCheckTest() {
        super("driver");
    }

    @Test
    void shouldFindItBoundToVfioPci() {
        assertOk("bound to vfio-pci");
    }

    @Test
    void shouldFindItBoundToAVariant() {
        machine.function().driver("mlx5_vfio_pci");

        assertOk("bound to mlx5_vfio_pci");
    }

    @Test
    void shouldFindAHostDriver() {
        machine.function().driver("i40e").file("driver_override", "vfio-pci");

        assertFound(Verdict.PROBLEM, "bound to i40e, driver_override is vfio-pci", "bind 0000:3a:00.0 to vfio-pci");
    }

    @Test
    void shouldNotAdviseToBindWhatIsInNoGroup() {
        machine.tree().remove("/sys/bus/pci/devices/0000:3a:00.0/iommu_group");
        machine.function().driver("i40e");

        assertFound(Verdict.PROBLEM, "bound to i40e", "get it into a group first");
    }

    @Test
    void shouldOnlyWarnWhenNobodyAskedForThisFunction() {
        machine.function().driver("i40e");

        assertThat(findingWithoutName().verdict()).isEqualTo(Verdict.WARNING);
    }

    @Test
    void shouldKnowWhatVfioPciRefuses() {
        machine.function().is(0x088000, 0x8086, 0x0b25).driver("idxd");

        assertFound(Verdict.PROBLEM, "vfio-pci refuses it", "disable_denylist=1");
    }

    @Test
    void shouldKnowThatVfioPciMayBeToldNotToRefuse() {
        machine.function().is(0x088000, 0x8086, 0x0b25).driver("idxd");
        machine.tree().file("/sys/module/vfio_pci/parameters/disable_denylist", "Y");

        assertFound(Verdict.PROBLEM, "bound to idxd", "bind 0000:3a:00.0");
    }

    @Test
    void shouldNotMistakeAnotherVendorsDevice() {
        machine.function().is(0x088000, 0x1af4, 0x0b25).driver("idxd");

        assertFound(Verdict.PROBLEM, "bound to idxd", "bind 0000:3a:00.0");
    }

    @Test
    void shouldNotAdviseToBindWhatIsBehindAVolumeManager() {
        machine.tree().function("10000:e1:00.0").driver("nvme").config(HealthyMachine.goodFunction());

        assertThat(Doctor.examine(machine.tree().tree()))
                .filteredOn(finding -> finding.check().equals("driver")
                        && finding.function().orElseThrow().domain() != 0)
                .singleElement()
                .satisfies(finding -> assertThat(next(finding)).contains("group of the VMD first"));
    }
}
