// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class KernelConfigurationCheckTest extends CheckTest {
    KernelConfigurationCheckTest() {
        super("kernel-configuration");
    }

    @Test
    void shouldReadTheRunningKernels() {
        assertOk("/proc/config.gz has CONFIG_IOMMUFD");
    }

    @Test
    void shouldFindWhatIsMissing() {
        machine.kernelBuiltWithout("IOMMUFD");

        assertFound(Verdict.PROBLEM, "no CONFIG_IOMMUFD", "kernel");
    }

    @Test
    void shouldWarnOfWhatOnlySharedAddressesNeed() {
        machine.kernelBuiltWithout("INTEL_IOMMU_SVM");

        assertFound(Verdict.WARNING, "no CONFIG_INTEL_IOMMU_SVM", "shared virtual addresses");
    }

    @Test
    void shouldReadTheDistributionsFile() {
        machine.tree()
                .remove("/proc/config.gz")
                .file(
                        "/boot/config-7.3.4",
                        "CONFIG_VFIO_PCI=m\nCONFIG_PCI_PASID=y\nCONFIG_PCI_ATS=y\n# CONFIG_IOMMUFD is not set");

        assertFound(Verdict.PROBLEM, "/boot/config-7.3.4: no CONFIG_IOMMUFD, no CONFIG_VFIO_DEVICE_CDEV", "kernel");
    }

    @Test
    void shouldNotGuessWithoutAny() {
        machine.tree().remove("/proc/config.gz");

        assertFound(Verdict.UNKNOWN, "can be read", "CONFIG_IOMMUFD");
    }

    @Test
    void shouldNotBreakOnAFileThatIsNotCompressed() {
        machine.tree().file("/proc/config.gz", "no gzip");

        assertFound(Verdict.UNKNOWN, "can be read", "CONFIG_IOMMUFD");
    }
}
