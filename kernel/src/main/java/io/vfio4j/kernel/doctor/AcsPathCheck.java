package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.sysfs.AccessControl;
import io.vfio4j.kernel.sysfs.Express;
import io.vfio4j.kernel.sysfs.FunctionConfig;
import io.vfio4j.kernel.sysfs.SysfsFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every hop up to the root sends requests upward, by the rule of pci_acs_path_enabled in {@code drivers/pci/pci.c},
 * with the flags that pci_enable_pasid asks for.
 */
final class AcsPathCheck implements FunctionCheck {
    private static final int FLAGS = AccessControl.REQUEST_REDIRECT | AccessControl.UPSTREAM_FORWARDING;

    @Override
    public String id() {
        return "acs-path";
    }

    @Override
    public String title() {
        return "Access control on the path";
    }

    @Override
    public String why() {
        return "A switch routes by address and does not look at PASIDs, so Linux wants Request Redirect and"
                + " Upstream Forwarding on at every hop.";
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, Patient patient) {
        if (patient.config().complete() && patient.pasid().isEmpty()) {
            return Optional.empty();
        }
        List<String> lacking = new ArrayList<>();
        for (SysfsFunction hop : patient.path()) {
            if (!hop.config().complete()) {
                return Optional.of(Diagnosis.unknown(
                        "the registers of %s cannot be read".formatted(hop),
                        "run it as root: vfio doctor " + patient.function()));
            }
            obstacle(hop.config()).ifPresent(obstacle -> lacking.add("%s: %s".formatted(hop, obstacle)));
        }
        return Optional.of(judge(machine, patient, lacking));
    }

    private static Diagnosis judge(Machine machine, Patient patient, List<String> lacking) {
        if (machine.commandLine().mentions("pcie_acs_override")) {
            return Diagnosis.warning(
                    "pcie_acs_override on the kernel's command line: the kernel only pretends isolation",
                    "take it out, and give away only devices that the hardware isolates");
        }
        if (lacking.isEmpty()) {
            return Diagnosis.ok("on at each of %d hops that need it"
                    .formatted(patient.path().size()));
        }
        String read = String.join("; ", lacking);
        if (patient.pasidEnabled()) {
            return Diagnosis.ok(read + "; but PASID is enabled: the kernel knows these ports to isolate");
        }
        return Diagnosis.problem(
                read,
                machine.guest()
                        ? "let the VMM's ports have ACS, as QEMU's pcie-root-port has it"
                        : "switch ACS on in the firmware's setup, or move the device to another slot;"
                                + " is pci=disable_acs_redir= given?");
    }

    /** What keeps a hop from passing all requests upward. */
    private static Optional<String> obstacle(FunctionConfig config) {
        Optional<Express> express = config.express();
        if (express.isEmpty() || express.get().neverIsolates()) {
            return Optional.of(express.map(Express::typeName).orElse("no PCI Express"));
        }
        if (!express.get().downstreamPort() && !config.multifunction()) {
            return Optional.empty();
        }
        return config.accessControl()
                .map(control -> control.enables(FLAGS)
                        ? Optional.<String>empty()
                        : Optional.of("switched off (ACS capability 0x%04x, control 0x%04x)"
                                .formatted(control.capability(), control.control())))
                .orElseGet(() -> Optional.of(
                        "no ACS capability (%s)".formatted(express.get().typeName())));
    }
}
