package io.vfio4j.kernel.doctor;

import io.vfio4j.kernel.sysfs.AccessControl;
import io.vfio4j.kernel.sysfs.Express;
import io.vfio4j.kernel.sysfs.FunctionConfig;
import io.vfio4j.kernel.sysfs.SysfsFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        List<String> off = new ArrayList<>();
        for (SysfsFunction hop : patient.path()) {
            if (!hop.config().complete()) {
                return Optional.of(Diagnosis.unknown(
                        "the registers of %s cannot be read".formatted(hop),
                        "run it as root: vfio doctor " + patient.function()));
            }
            if (mustIsolate(hop.config())) {
                Optional<AccessControl> control = controlOf(hop.config());
                if (control.isEmpty()) {
                    lacking.add("%s: %s".formatted(hop, withoutControl(hop.config())));
                } else if (!control.get().enables(FLAGS)) {
                    off.add("%s: switched off (ACS capability 0x%04x, control 0x%04x)"
                            .formatted(
                                    hop,
                                    control.get().capability(),
                                    control.get().control()));
                }
            }
        }
        return Optional.of(judge(machine, patient, lacking, off));
    }

    private static Diagnosis judge(Machine machine, Patient patient, List<String> lacking, List<String> off) {
        if (machine.commandLine().mentions("pcie_acs_override")) {
            return Diagnosis.warning(
                    "pcie_acs_override on the kernel's command line: the kernel only pretends isolation",
                    "take it out, and give away only devices that the hardware isolates");
        }
        if (lacking.isEmpty() && off.isEmpty()) {
            return Diagnosis.ok("on at each of %d hops that need it"
                    .formatted(patient.path().size()));
        }
        String read = Stream.concat(lacking.stream(), off.stream()).collect(Collectors.joining("; "));
        if (patient.pasidEnabled()) {
            return Diagnosis.ok(read + "; but PASID is enabled: the kernel knows these ports to isolate");
        }
        if (!lacking.isEmpty()) {
            return Diagnosis.problem(
                    read,
                    machine.guest()
                            ? "put it behind a port that has ACS, as QEMU's pcie-root-port has it"
                            : "move the device to another slot, whose ports have ACS");
        }
        return machine.units().isEmpty()
                ? Diagnosis.unknown(
                        read + "; without an IOMMU the kernel leaves it off", "get the IOMMU on first, as told above")
                : Diagnosis.problem(
                        read,
                        "look for pci=disable_acs_redir= and pci=config_acs= on the kernel's command line, and at ACS"
                                + " in the firmware's setup");
    }

    /** Whether a hop's ACS capability is looked at: a single function that is no port cannot send to its neighbours. */
    private static boolean mustIsolate(FunctionConfig config) {
        Optional<Express> express = config.express();
        return express.isEmpty()
                || express.get().neverIsolates()
                || express.get().downstreamPort()
                || config.multifunction();
    }

    /** Bridges to conventional PCI and event collectors isolate nothing, whatever their capability says. */
    private static Optional<AccessControl> controlOf(FunctionConfig config) {
        boolean isolates =
                config.express().map(express -> !express.neverIsolates()).orElse(false);
        return isolates ? config.accessControl() : Optional.empty();
    }

    private static String withoutControl(FunctionConfig config) {
        return config.express()
                .map(express -> express.neverIsolates()
                        ? express.typeName()
                        : "no ACS capability (%s)".formatted(express.typeName()))
                .orElse("no PCI Express");
    }
}
