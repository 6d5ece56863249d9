package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.sysfs.IommuUnit;
import io.vfio4j.kernel.sysfs.KernelCommandLine;
import io.vfio4j.kernel.sysfs.ModuleParameters;
import java.util.List;
import java.util.stream.Stream;

/** Interrupts of a device are remapped, or the administrator has taken the risk. */
final class InterruptIsolationCheck implements MachineCheck {
    private static final String PARAMETER = "allow_unsafe_interrupts";

    @Override
    public String id() {
        return "interrupt-isolation";
    }

    @Override
    public String title() {
        return "Isolated interrupts";
    }

    @Override
    public String why() {
        return "Without interrupt remapping a device can forge interrupts; VFIO then refuses it with EPERM.";
    }

    @Override
    public Diagnosis examine(Machine machine) {
        List<String> allowing = Stream.of("iommufd", "vfio_iommu_type1")
                .filter(module -> ModuleParameters.isSet(machine.tree(), module, PARAMETER))
                .toList();
        if (!allowing.isEmpty()) {
            return Diagnosis.warning(
                    "%s is set for %s".formatted(PARAMETER, String.join(", ", allowing)),
                    "unset it where devices go to users that are not trusted");
        }
        KernelCommandLine line = machine.commandLine();
        if (line.has("intremap", "off") || line.mentions("nointremap")) {
            return Diagnosis.problem(
                    "interrupt remapping is switched off on the kernel's command line",
                    "take intremap=off or nointremap out of the kernel's command line and boot again");
        }
        List<String> lacking = machine.intelUnits().stream()
                .filter(unit -> !unit.interruptRemapping())
                .map(IommuUnit.Intel::name)
                .toList();
        if (!lacking.isEmpty()) {
            return Diagnosis.problem(
                    "%s: no IR (ecap bit 3)".formatted(String.join(", ", lacking)),
                    machine.guest()
                            ? "QEMU: intremap=on for intel-iommu, with -machine q35,kernel-irqchip=split"
                            : "as the last resort: modprobe vfio_iommu_type1 %1$s=1, and iommufd %1$s=1"
                                    .formatted(PARAMETER));
        }
        if (machine.units().isEmpty()) {
            return Diagnosis.unknown("no IOMMU to tell", "get the IOMMU on first, as told above");
        }
        return Diagnosis.ok(
                machine.intelUnits().isEmpty()
                        ? "not switched off; this kind of IOMMU does not tell more"
                        : "all units remap interrupts (ecap bit 3)");
    }
}
