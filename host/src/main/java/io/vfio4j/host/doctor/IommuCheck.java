// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.AcpiTables;
import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.sysfs.IommuUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks that there is an IOMMU, and that it is on. */
final class IommuCheck extends MachineCheck {
    /** The VT-d emulation with which Linux enables PASID, as the lab of this project runs it. */
    static final String QEMU_IOMMU = "-device intel-iommu,intremap=on,scalable-mode=on,fsts=on,svm=on,"
            + "device-iotlb=on,pasid-bits=20,caching-mode=on with -machine q35,kernel-irqchip=split";

    IommuCheck() {
        super("iommu", "IOMMU", "VFIO gives a device to a user only when an IOMMU keeps it to that user's memory.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        String units = machine.units().stream().map(IommuUnit::name).collect(Collectors.joining(", "));
        if (machine.translating()) {
            return Diagnosis.ok("%s; the kernel has IOMMU groups".formatted(units.isEmpty() ? "on" : units));
        }
        Optional<String> table = AcpiTables.iommu(machine.tree());
        boolean hidden = !AcpiTables.visible(machine.tree());
        if (table.isPresent() || hidden) {
            for (String parameter : switches(machine, table)) {
                if (machine.commandLine().has(parameter, "off")) {
                    return Diagnosis.problem(
                            "%s=off on the kernel's command line".formatted(parameter),
                            "take %s=off out of the kernel's command line and boot again".formatted(parameter));
                }
            }
        }
        if (table.isPresent()) {
            return described(machine, table.get());
        }
        if (!units.isEmpty()) {
            return Diagnosis.problem(
                    "%s, but it translates for no device: the kernel has %s".formatted(units, noGroup(machine)),
                    "look for iommu, DMAR or AMD-Vi in the kernel's log: dmesg");
        }
        return hidden ? hidden(machine) : absent(machine);
    }

    /** Returns the parameters that can switch this kind of IOMMU off; in a guest any may be with any processor. */
    private static List<String> switches(Machine machine, Optional<String> table) {
        String kind = table.orElse(
                switch (machine.guest() ? "" : machine.processorVendor()) {
                    case "GenuineIntel" -> "DMAR";
                    case "AuthenticAMD", "HygonGenuine" -> "IVRS";
                    default -> "";
                });
        return switch (kind) {
            case "DMAR" -> List.of("intel_iommu", "iommu");
            case "IVRS" -> List.of("amd_iommu", "iommu");
            case "" -> List.of("intel_iommu", "amd_iommu", "iommu");
            default -> List.of();
        };
    }

    private static String noGroup(Machine machine) {
        return IommuGroup.all(machine.tree()).findAny().isEmpty()
                ? "no IOMMU group"
                : "no IOMMU group but those of no-IOMMU mode and of mediated devices";
    }

    /** Judges an IOMMU that the firmware describes and the kernel does not use. */
    private static Diagnosis described(Machine machine, String table) {
        String read = "the firmware has a %s table, but the kernel has %s".formatted(table, noGroup(machine));
        return switch (table) {
            case "DMAR" -> intel(machine, read);
            case "IVRS" ->
                missing(machine, "AMD_IOMMU")
                        .map(option -> Diagnosis.problem(
                                read + ", and it was built without CONFIG_" + option,
                                "boot a kernel that has CONFIG_%s=y".formatted(option)))
                        .orElseGet(() -> Diagnosis.problem(read, "look for AMD-Vi in the kernel's log: dmesg"));
            default -> Diagnosis.problem(read, "look for iommu in the kernel's log: dmesg");
        };
    }

    private static Diagnosis intel(Machine machine, String read) {
        Optional<String> missing = missing(machine, "INTEL_IOMMU");
        if (missing.isPresent()) {
            return Diagnosis.problem(
                    read + ", and it was built without CONFIG_INTEL_IOMMU",
                    "boot a kernel that has CONFIG_INTEL_IOMMU=y");
        }
        return machine.commandLine().has("intel_iommu", "on")
                ? Diagnosis.problem(read + ", although intel_iommu=on is given", "look for DMAR in the log: dmesg")
                : Diagnosis.problem(
                        read + ", and intel_iommu=on is not given",
                        "add intel_iommu=on,sm_on to the kernel's command line and boot again");
    }

    private static Optional<String> missing(Machine machine, String option) {
        return machine.builtWith(option).filter(built -> !built).map(_ -> option);
    }

    private static Diagnosis absent(Machine machine) {
        return Diagnosis.problem(
                "no IOMMU in /sys/class/iommu, %s, and no table of the firmware that describes one"
                        .formatted(noGroup(machine)),
                machine.guest()
                        ? "give this virtual machine an IOMMU; QEMU: " + QEMU_IOMMU
                        : "switch the IOMMU on in the firmware's setup (VT-d, AMD-Vi, SMMU), if the machine has one");
    }

    /**
     * Judges a machine whose firmware tables are not seen: containers cover /sys/firmware, and a machine with a device
     * tree has no such tables.
     */
    private static Diagnosis hidden(Machine machine) {
        return Diagnosis.unknown(
                "no IOMMU in /sys/class/iommu and %s; whether the firmware describes one cannot be seen here"
                        .formatted(noGroup(machine)),
                "outside of containers: ls /sys/firmware/acpi/tables, and look for iommu in the kernel's log (dmesg)");
    }
}
