package io.vfio4j.kernel.doctor;

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
