// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.sysfs.IommuUnit;
import io.vfio4j.host.sysfs.KernelCommandLine;
import io.vfio4j.host.sysfs.KernelConfiguration;
import io.vfio4j.host.sysfs.KernelVersion;
import io.vfio4j.host.tree.Credentials;
import io.vfio4j.host.tree.SystemTree;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Facts about a machine that several checks need; read once.
 *
 * @param tree its files
 * @param version its kernel's release
 * @param commandLine its kernel's parameters
 * @param configuration its kernel's build options
 * @param units its IOMMUs
 * @param translating true when an IOMMU translates for some device: there is a group that is not of no-IOMMU mode
 * @param user the user who reads
 * @param guest true for a virtual machine
 */
public record Machine(
        SystemTree tree,
        Optional<KernelVersion> version,
        KernelCommandLine commandLine,
        Optional<KernelConfiguration> configuration,
        List<IommuUnit> units,
        boolean translating,
        Credentials user,
        boolean guest) {
    private static final Pattern FLAGS = Pattern.compile("(?m)^flags\\s*:(.*)$");
    private static final Pattern VENDOR = Pattern.compile("(?m)^vendor_id\\s*:\\s*(\\S+)$");

    /** Copies the list of units. */
    public Machine {
        units = List.copyOf(units);
    }

    /** Reads the facts from a machine's files. */
    public static Machine of(SystemTree tree) {
        return new Machine(
                tree,
                KernelVersion.of(tree),
                KernelCommandLine.of(tree),
                KernelConfiguration.of(tree),
                IommuUnit.all(tree),
                translates(tree),
                Credentials.of(tree),
                runsInAVirtualMachine(tree));
    }

    /** Finds the unit of this name. */
    public Optional<IommuUnit> unit(String name) {
        return units.stream().filter(unit -> unit.name().equals(name)).findFirst();
    }

    /** Returns the Intel units. */
    public List<IommuUnit.Intel> intelUnits() {
        return units.stream()
                .filter(IommuUnit.Intel.class::isInstance)
                .map(IommuUnit.Intel.class::cast)
                .toList();
    }

    /** Returns what the AMD units have in common, which is what their driver uses; empty without any. */
    public Optional<IommuUnit.Amd> amdUnits() {
        return units.stream()
                .filter(IommuUnit.Amd.class::isInstance)
                .map(IommuUnit.Amd.class::cast)
                .reduce(IommuUnit.Amd::and);
    }

    /** Tells whether {@code /proc/cpuinfo} has a flag: that the processor has it, and the kernel uses it. */
    public boolean processorHas(String flag) {
        return processorHas(tree, flag);
    }

    /**
     * Returns {@code GenuineIntel}, {@code AuthenticAMD} or the like; "" where {@code /proc/cpuinfo} has no such line.
     */
    public String processorVendor() {
        Matcher vendor = VENDOR.matcher(processor(tree));
        return vendor.find() ? vendor.group(1) : "";
    }

    /** Tells whether the kernel was built with an option; empty when its configuration cannot be read. */
    public Optional<Boolean> builtWith(String option) {
        return configuration.map(found -> found.has(option));
    }

    /**
     * Tells whether there is a group that an IOMMU is behind: no-IOMMU mode makes groups too, and so do mediated
     * devices (vfio_noiommu_group_alloc, drivers/vfio/group.c).
     */
    private static boolean translates(SystemTree tree) {
        return IommuGroup.all(tree).anyMatch(group -> !group.withoutIommu());
    }

    private static boolean runsInAVirtualMachine(SystemTree tree) {
        String vendor = tree.text("/sys/class/dmi/id/sys_vendor").orElse("");
        return vendor.contains("QEMU") || processorHas(tree, "hypervisor");
    }

    private static boolean processorHas(SystemTree tree, String flag) {
        Matcher flags = FLAGS.matcher(processor(tree));
        return flags.find() && List.of(flags.group(1).strip().split("\\s+", -1)).contains(flag);
    }

    private static String processor(SystemTree tree) {
        return tree.text("/proc/cpuinfo").orElse("");
    }
}
