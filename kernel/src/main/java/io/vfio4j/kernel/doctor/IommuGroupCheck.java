package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.sysfs.IommuGroup;
import io.vfio4j.kernel.sysfs.SysfsFunction;
import io.vfio4j.pci.PciAddress;
import java.util.List;
import java.util.Optional;

/** The function has a group, and nobody else in it uses a host driver. */
final class IommuGroupCheck implements FunctionCheck {

    @Override
    public String id() {
        return "iommu-group";
    }

    @Override
    public String title() {
        return "IOMMU group";
    }

    @Override
    public String why() {
        return "What the IOMMU cannot keep apart goes to one user; else opening fails with EBUSY or EPERM.";
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, Patient patient) {
        return Optional.of(patient.function()
                .iommuGroup()
                .map(number -> judge(machine, patient.function(), IommuGroup.read(machine.tree(), number)))
                .orElseGet(() -> Diagnosis.problem(
                        "in no group: no IOMMU translates for it",
                        machine.units().isEmpty()
                                ? "get the IOMMU on first, as told above"
                                : "see which devices the firmware's table leaves out: dmesg | grep -i iommu")));
    }

    private static Diagnosis judge(Machine machine, SysfsFunction function, IommuGroup group) {
        String unit = function.iommu().map(name -> " behind " + name).orElse("");
        String read = "group %d%s%s"
                .formatted(
                        group.number(),
                        unit,
                        group.type().map(type -> ", type " + type).orElse(""));
        if (group.withoutIommu()) {
            return Diagnosis.problem(
                    read + ", made for no-IOMMU mode", "get the IOMMU on, as told above, and bind it again");
        }
        List<String> others = group.members().stream()
                .filter(member -> !member.equals(function.address().toString()))
                .toList();
        List<String> bound = others.stream()
                .flatMap(member -> hostDriver(machine, member).stream())
                .toList();
        if (!bound.isEmpty()) {
            return Diagnosis.problem(
                    "%s, together with %s".formatted(read, String.join(", ", bound)),
                    "unbind the others too: vfio bind %s, or vfio unbind".formatted(firstAddress(bound.getFirst())));
        }
        return Diagnosis.ok(
                others.isEmpty()
                        ? read + ", alone in it"
                        : "%s, with %s, which leave it to VFIO".formatted(read, String.join(", ", others)));
    }

    private static String firstAddress(String bound) {
        int space = bound.indexOf(' ');
        return space < 0 ? bound : bound.substring(0, space);
    }

    /** A member that a host driver uses, and that driver. */
    private static Optional<String> hostDriver(Machine machine, String member) {
        Optional<SysfsFunction> function;
        try {
            function = SysfsFunction.find(machine.tree(), PciAddress.parse(member));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return function.flatMap(SysfsFunction::driver)
                .filter(driver -> !VfioDrivers.sharesGroup(driver))
                .map(driver -> "%s (%s)".formatted(member, driver));
    }
}
