// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Examines a machine: why PASID does not work, and what to change. Checks are in the order in which to mend. */
public final class Doctor {
    static final List<MachineCheck> MACHINE_CHECKS = List.of(
            new IommuCheck(),
            new IommuPasidCheck(),
            new InterruptIsolationCheck(),
            new KernelVersionCheck(),
            new KernelConfigurationCheck(),
            new IommufdNodeCheck(),
            new VfioDriverCheck(),
            new NoIommuModeCheck(),
            new MemoryLockCheck());

    static final List<FunctionCheck> FUNCTION_CHECKS = List.of(
            new IommuGroupCheck(),
            new BoundDriverCheck(),
            new DeviceNodeCheck(),
            new ExtendedSpaceCheck(),
            new PasidCapabilityCheck(),
            new PrefixPathCheck(),
            new AcsPathCheck(),
            new PasidEnabledCheck(),
            new AtsCheck(),
            new PageRequestCheck());

    private Doctor() {}

    /**
     * Examines the machine, and the functions that matter: those that are bound to a VFIO driver, and those that have
     * PASID.
     *
     * @param tree the machine's files
     * @return the findings, in the order in which to mend
     */
    public static List<Finding> examine(SystemTree tree) {
        Machine machine = Machine.of(tree);
        List<Finding> findings = machineFindings(machine);
        List<SysfsFunction> all = SysfsFunction.all(tree);
        List<ExaminedFunction> subjects = all.stream()
                .filter(Doctor::matters)
                .map(function -> ExaminedFunction.of(function, false))
                .toList();
        FunctionsCheck functions = new FunctionsCheck(all, !subjects.isEmpty());
        if (functions.concerned()) {
            findings.add(functions.find(machine));
        }
        subjects.forEach(subject -> findings.addAll(functionFindings(machine, subject)));
        return findings;
    }

    /**
     * Examines the machine and one function.
     *
     * @param tree the machine's files
     * @param address where the function is
     * @return the findings, in the order in which to mend; empty when there is no such function
     */
    public static Optional<List<Finding>> examine(SystemTree tree, PciAddress address) {
        return SysfsFunction.find(tree, address).map(function -> {
            Machine machine = Machine.of(tree);
            List<Finding> findings = machineFindings(machine);
            findings.addAll(functionFindings(machine, ExaminedFunction.of(function, true)));
            return findings;
        });
    }

    private static boolean matters(SysfsFunction function) {
        return VfioDrivers.bound(function) || function.config().pasid().isPresent();
    }

    private static List<Finding> machineFindings(Machine machine) {
        List<Finding> findings = new ArrayList<>();
        for (MachineCheck check : MACHINE_CHECKS) {
            findings.add(check.find(machine));
        }
        return findings;
    }

    private static List<Finding> functionFindings(Machine machine, ExaminedFunction subject) {
        List<Finding> findings = new ArrayList<>();
        for (FunctionCheck check : FUNCTION_CHECKS) {
            check.find(machine, subject).ifPresent(findings::add);
        }
        return findings;
    }
}
