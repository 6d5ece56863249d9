// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class NoIommuModeCheckTest extends CheckTest {
    NoIommuModeCheckTest() {
        super("no-iommu-mode");
    }

    @Test
    void shouldFindItOff() {
        assertOk("off");
    }

    @Test
    void shouldWarnOfIt() {
        machine.tree().file("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "Y");

        assertFound(Verdict.WARNING, "is set", "echo N");
    }
}
