// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class DeviceNodeCheckTest extends CheckTest {
    DeviceNodeCheckTest() {
        super("device-node");
    }

    @Test
    void shouldFindTheNode() {
        assertOk("/dev/vfio/devices/vfio0: mode 0600");
    }

    @Test
    void shouldFindThatTheNodeIsMissing() {
        machine.tree().remove("/dev/vfio/devices/vfio0");

        assertFound(Verdict.PROBLEM, "/dev/vfio/devices/vfio0 does not exist", "--device /dev/vfio/devices/vfio0");
    }

    @Test
    void shouldFindThatOnlyTheGroupHasANode() {
        machine.tree().remove(machine.function().directory() + "/vfio-dev/vfio0/dev");

        assertFound(Verdict.PROBLEM, "only its group has one: /dev/vfio/12", "CONFIG_VFIO_DEVICE_CDEV");
    }

    @Test
    void shouldLeaveNoIommuModeToTheCheckOfTheGroup() {
        machine.tree()
                .remove(machine.function().directory() + "/vfio-dev/vfio0/dev")
                .file("/sys/kernel/iommu_groups/12/name", "vfio-noiommu")
                .node("/dev/vfio/noiommu-12", "rw-------");

        assertFound(Verdict.PROBLEM, "only its group has one: /dev/vfio/noiommu-12", "group above");
    }

    @Test
    void shouldFindThatThisUserMayNotOpenIt() {
        machine.user(4711, 0);

        assertFound(Verdict.PROBLEM, "user 4711 may not open it", "chown 4711 /dev/vfio/devices/vfio0");
    }

    @Test
    void shouldSayNothingOfAFunctionThatIsNotBound() {
        machine.function().driver("i40e");

        assertThat(found()).isEmpty();
    }
}
