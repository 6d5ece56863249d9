// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.InterruptChips;
import io.vfio4j.host.sysfs.IommuUnit;
import io.vfio4j.host.sysfs.KernelCommandLine;
import io.vfio4j.host.sysfs.ModuleParameters;
import java.util.List;
import java.util.Optional;

/** Checks that interrupts of a device are remapped, or that the administrator has taken the risk. */
final class InterruptIsolationCheck extends MachineCheck {
    private static final String PARAMETER = "allow_unsafe_interrupts";
    private static final String IOMMUFD = "/sys/module/iommufd/parameters/" + PARAMETER;

    /**
     * Says why interrupts are not isolated.
     *
     * @param read what was read
     * @param mend how to have them isolated; empty when nothing in software does
     */
    private record Cause(String read, String mend) {}

    InterruptIsolationCheck() {
        super(
                "interrupt-isolation",
                "Isolated interrupts",
                "Without interrupt remapping a device can forge interrupts; VFIO then refuses it with EPERM.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        if (!machine.translating()) {
            return Diagnosis.unknown("no IOMMU to tell", "get the IOMMU on first, as told above");
        }
        InterruptChips chips = InterruptChips.of(machine.tree());
        if (chips.isolating().isPresent()) {
            return Diagnosis.ok("delivered through %s, which isolates them"
                    .formatted(chips.isolating().get()));
        }
        return cause(machine, chips)
                .map(cause -> judge(machine, cause))
                .orElseGet(() -> Diagnosis.unknown(
                        "nothing says that they are not, and no name in /sys/kernel/irq that they are",
                        "look for IR- (x86) or ITS (ARM): grep -e IR- -e ITS /proc/interrupts"));
    }

    private static Optional<Cause> cause(Machine machine, InterruptChips chips) {
        KernelCommandLine line = machine.commandLine();
        if (line.has("intremap", "off") || line.mentions("nointremap")) {
            return Optional.of(new Cause(
                    "interrupt remapping is switched off on the kernel's command line",
                    "take intremap=off or nointremap out of the kernel's command line and boot again"));
        }
        List<String> lacking = machine.intelUnits().stream()
                .filter(unit -> !unit.interruptRemapping())
                .map(IommuUnit.Intel::name)
                .toList();
        String qemu = "QEMU: intremap=on for its IOMMU, with -machine q35,kernel-irqchip=split";
        if (!lacking.isEmpty()) {
            return Optional.of(new Cause(
                    "%s: no IR (ecap bit 3)".formatted(String.join(", ", lacking)), machine.guest() ? qemu : ""));
        }
        return chips.plain()
                .map(chip -> new Cause(
                        "delivered through %s: the kernel has not switched remapping on".formatted(chip),
                        machine.guest()
                                ? qemu
                                : "look for remapping in the kernel's log (dmesg) and in the firmware's setup"));
    }

    /**
     * Judges by the parameters that permit it: iommufd and the legacy container have one each, and neither looks at the
     * other's.
     */
    private static Diagnosis judge(Machine machine, Cause cause) {
        boolean container = ModuleParameters.isSet(machine.tree(), "vfio_iommu_type1", PARAMETER);
        if (ModuleParameters.isSet(machine.tree(), "iommufd", PARAMETER)) {
            return Diagnosis.warning(
                    "%s; %s is set for iommufd%s"
                            .formatted(cause.read(), PARAMETER, container ? " and vfio_iommu_type1" : ""),
                    "unset it where devices go to users that are not trusted");
        }
        String lastResort = "as the last resort: "
                + (machine.tree().exists(IOMMUFD)
                        ? "echo 1 > " + IOMMUFD
                        : "modprobe iommufd %s=1".formatted(PARAMETER));
        return Diagnosis.problem(
                container
                        ? ("%s; %s is set for vfio_iommu_type1 only, which is the legacy container's; "
                                        + "iommufd answers EPERM")
                                .formatted(cause.read(), PARAMETER)
                        : cause.read(),
                cause.mend().isEmpty() ? lastResort : "%s; %s".formatted(cause.mend(), lastResort));
    }
}
