// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.IommuUnit;
import io.vfio4j.host.sysfs.KernelConfiguration;
import java.util.ArrayList;
import java.util.List;

/** Checks that the kernel was built with what PASID for users needs. */
final class KernelConfigurationCheck extends MachineCheck {
    private static final List<String> NEEDED =
            List.of("IOMMUFD", "VFIO_DEVICE_CDEV", "VFIO_PCI", "PCI_ATS", "PCI_PASID");

    KernelConfigurationCheck() {
        super(
                "kernel-configuration",
                "Kernel configuration",
                "Distributions leave some of it out; Debian's kernel, for one, has no CONFIG_IOMMUFD.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        return machine.configuration()
                .map(configuration -> judge(machine, configuration))
                .orElseGet(() -> Diagnosis.unknown(
                        "neither /proc/config.gz nor /boot/config-* can be read",
                        "look for CONFIG_%s in your kernel's configuration"
                                .formatted(String.join(", CONFIG_", NEEDED))));
    }

    private static Diagnosis judge(Machine machine, KernelConfiguration configuration) {
        List<String> missing = missing(configuration, NEEDED);
        if (!missing.isEmpty()) {
            return Diagnosis.problem(
                    "%s: no %s".formatted(configuration.source(), String.join(", no ", missing)),
                    "boot a kernel built with them");
        }
        List<String> useful = missing(configuration, useful(machine));
        if (!useful.isEmpty()) {
            return Diagnosis.warning(
                    "%s: no %s".formatted(configuration.source(), String.join(", no ", useful)),
                    "boot a kernel built with them for shared virtual addresses");
        }
        return Diagnosis.ok("%s has CONFIG_%s".formatted(configuration.source(), String.join(", CONFIG_", NEEDED)));
    }

    private static List<String> useful(Machine machine) {
        List<String> options = new ArrayList<>(List.of("PCI_PRI"));
        if (machine.units().stream().anyMatch(IommuUnit.Intel.class::isInstance)) {
            options.add("INTEL_IOMMU_SVM");
        }
        if (machine.units().stream().anyMatch(IommuUnit.Smmu3.class::isInstance)) {
            options.add("ARM_SMMU_V3_SVA");
        }
        return options;
    }

    private static List<String> missing(KernelConfiguration configuration, List<String> options) {
        return options.stream()
                .filter(option -> !configuration.has(option))
                .map(option -> "CONFIG_" + option)
                .toList();
    }
}
