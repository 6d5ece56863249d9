// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class VfioDriverCheckTest extends CheckTest {
    VfioDriverCheckTest() {
        super("vfio-pci");
    }

    @Test
    void shouldFindItLoaded() {
        assertOk("loaded");
    }

    @Test
    void shouldTellThatTheDenylistIsOff() {
        machine.tree().file("/sys/module/vfio_pci/parameters/disable_denylist", "Y");

        assertOk("disable_denylist is set");
    }

    @Test
    void shouldFindThatItIsNotLoaded() {
        machine.function().driver("e1000e");
        machine.tree()
                .remove("/sys/bus/pci/drivers/vfio-pci/bind")
                .remove("/sys/bus/pci/drivers/vfio-pci/unbind")
                .remove("/sys/bus/pci/drivers/vfio-pci");

        assertFound(Verdict.WARNING, "not loaded", "modprobe vfio-pci");
    }
}
