// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.HealthyMachine;
import org.junit.jupiter.api.Test;

class IommuGroupCheckTest extends CheckTest {
    IommuGroupCheckTest() {
        super("iommu-group");
    }

    @Test
    void shouldTellGroupUnitAndType() {
        assertOk("group 12 behind dmar0, type DMA, alone in it");
    }

    @Test
    void shouldFindThatAnotherMemberIsInUse() {
        machine.tree()
                .functionUnder(HealthyMachine.ROOT_PORT, "0000:3a:00.1")
                .driver("e1000e")
                .group(12);

        assertFound(Verdict.PROBLEM, "together with 0000:3a:00.1 (e1000e)", "bind 0000:3a:00.1 to vfio-pci;");
        assertFound(Verdict.PROBLEM, "0000:3a:00.1 (e1000e)", "echo 0000:3a:00.1 > /sys/bus/pci/drivers/e1000e/unbind");
    }

    @Test
    void shouldNotTakeAVolumeManagerFromItsDriver() {
        machine.tree().function("0000:00:0e.0").driver("vmd").group(12);

        assertFound(Verdict.PROBLEM, "0000:00:0e.0 (vmd)", "switch VMD");
    }

    @Test
    void shouldLetPortsAndIdleFunctionsBeInTheGroup() {
        machine.port().group(12);
        machine.tree().functionUnder(HealthyMachine.ROOT_PORT, "0000:3a:00.1").group(12);

        assertOk("with 0000:00:1c.0, 0000:3a:00.1, which leave it to VFIO");
    }

    @Test
    void shouldFindAFunctionWithoutAGroup() {
        machine.tree().remove(machine.function().directory() + "/iommu_group");

        assertFound(Verdict.PROBLEM, "in no group", "dmesg");
    }

    @Test
    void shouldFindAGroupThatNoIommuIsBehind() {
        machine.tree().file("/sys/kernel/iommu_groups/12/name", "vfio-noiommu");

        assertFound(Verdict.PROBLEM, "no-IOMMU mode", "dmesg | grep -i iommu; then bind it again");
    }
}
