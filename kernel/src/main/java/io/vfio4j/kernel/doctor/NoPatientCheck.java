package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.sysfs.SysfsFunction;
import java.util.List;

/** There is a function to examine at all. */
record NoPatientCheck(List<SysfsFunction> all) implements MachineCheck {

    @Override
    public String id() {
        return "functions";
    }

    @Override
    public String title() {
        return "Functions with PASID";
    }

    @Override
    public String why() {
        return "Only a function with a PASID capability can tag its requests with a PASID.";
    }

    @Override
    public Diagnosis examine(Machine machine) {
        long unread =
                all.stream().filter(function -> !function.config().complete()).count();
        if (unread > 0) {
            return Diagnosis.unknown(
                    "the registers of %d of %d functions cannot be read".formatted(unread, all.size()),
                    "run it as root: vfio doctor");
        }
        long cutOff =
                all.stream().filter(function -> function.config().cutOff()).count();
        if (cutOff > 0) {
            return Diagnosis.problem(
                    "%d PCI Express functions have a configuration space of 256 bytes, without extended capabilities"
                            .formatted(cutOff),
                    ExtendedSpaceCheck.next(machine));
        }
        return Diagnosis.problem(
                "none of %d functions has a PASID capability or is bound to a VFIO driver".formatted(all.size()),
                machine.guest()
                        ? "let the VMM give this guest a function with PASID, behind a root port"
                        : "nothing to be changed in software: this needs a device that has PASID");
    }
}
