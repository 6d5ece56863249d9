// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.testing.ConfigBuilder;
import org.junit.jupiter.api.Test;

class AtsCheckTest extends CheckTest {
    AtsCheckTest() {
        super("ats");
    }

    @Test
    void shouldFindItEnabled() {
        assertOk("enabled");
    }

    @Test
    void shouldWarnWithoutIt() {
        machine.function().config(new ConfigBuilder().pasid(20, true));

        assertFound(Verdict.WARNING, "no ATS capability", "");
    }

    @Test
    void shouldFindItBlockedOnTheCommandLine() {
        machine.tree().file("/proc/cmdline", "pci=noats,noaer");
        machine.function().config(new ConfigBuilder().ats(false));

        assertFound(Verdict.WARNING, "pci=noats", "take noats out");
    }

    @Test
    void shouldFindItBlockedForAnExternalPort() {
        machine.function().file("removable", "removable").config(new ConfigBuilder().ats(false));

        assertFound(Verdict.WARNING, "not trusted", "internal slot");
    }

    @Test
    void shouldNotAdviseOnAtsBeforeThereIsAnIommu() {
        machine.untranslated().guest().function().config(new ConfigBuilder().ats(false));

        assertFound(Verdict.WARNING, "not enabled", "get the IOMMU on first");
    }

    @Test
    void shouldTellAGuestHowToGetIt() {
        machine.guest().function().config(new ConfigBuilder().ats(false));

        assertFound(Verdict.WARNING, "not enabled", "device-iotlb=on");
    }
}
