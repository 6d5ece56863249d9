package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.sysfs.Credentials;
import io.vfio4j.kernel.sysfs.IommuUnit;
import io.vfio4j.kernel.sysfs.KernelCommandLine;
import io.vfio4j.kernel.sysfs.KernelConfiguration;
import io.vfio4j.kernel.sysfs.KernelVersion;
import io.vfio4j.kernel.sysfs.SystemTree;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What several checks read of a machine; read once.
 *
 * @param tree its files
 * @param version its kernel's release
 * @param commandLine what the kernel was started with
 * @param configuration how the kernel was built
 * @param units its IOMMUs
 * @param user who reads
 * @param guest whether it is a virtual machine
 */
record Machine(
        SystemTree tree,
        Optional<KernelVersion> version,
        KernelCommandLine commandLine,
        Optional<KernelConfiguration> configuration,
        List<IommuUnit> units,
        Credentials user,
        boolean guest) {
    private static final Pattern HYPERVISOR_FLAG = Pattern.compile("(?m)^flags\\s*:.*\\bhypervisor\\b");

    Machine {
        units = List.copyOf(units);
    }

    static Machine of(SystemTree tree) {
        return new Machine(
                tree,
                KernelVersion.of(tree),
                KernelCommandLine.of(tree),
                KernelConfiguration.of(tree),
                IommuUnit.all(tree),
                Credentials.of(tree),
                runsInAVirtualMachine(tree));
    }

    /** The unit of this name. */
    Optional<IommuUnit> unit(String name) {
        return units.stream().filter(unit -> unit.name().equals(name)).findFirst();
    }

    /** The Intel units. */
    List<IommuUnit.Intel> intelUnits() {
        return units.stream()
                .filter(IommuUnit.Intel.class::isInstance)
                .map(IommuUnit.Intel.class::cast)
                .toList();
    }

    /** Whether the kernel was built with an option; empty when nobody tells. */
    Optional<Boolean> builtWith(String option) {
        return configuration.map(found -> found.has(option));
    }

    private static boolean runsInAVirtualMachine(SystemTree tree) {
        String vendor = tree.text("/sys/class/dmi/id/sys_vendor").orElse("");
        return vendor.contains("QEMU")
                || HYPERVISOR_FLAG
                        .matcher(tree.text("/proc/cpuinfo").orElse(""))
                        .find();
    }
}
