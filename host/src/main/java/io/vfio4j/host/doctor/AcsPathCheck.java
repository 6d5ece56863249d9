// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.UnreadRegisters;
import io.vfio4j.host.sysfs.AccessControl;
import io.vfio4j.host.sysfs.Express;
import io.vfio4j.host.sysfs.FunctionConfig;
import io.vfio4j.host.sysfs.SysfsFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that every hop up to the root sends requests upward, by the rule of pci_acs_path_enabled in {@code
 * drivers/pci/pci.c}, with the flags that pci_enable_pasid asks for.
 */
final class AcsPathCheck extends FunctionCheck {
    private static final int FLAGS = AccessControl.REQUEST_REDIRECT | AccessControl.UPSTREAM_FORWARDING;

    AcsPathCheck() {
        super(
                "acs-path",
                "Access control on the path",
                "A switch routes by address and does not look at PASIDs, so Linux wants Request Redirect and"
                        + " Upstream Forwarding on at every hop.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        if (subject.config().complete() && subject.pasid().isEmpty()) {
            return Optional.empty();
        }
        List<String> needing = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        List<String> off = new ArrayList<>();
        for (SysfsFunction hop : subject.path()) {
            if (!hop.config().complete()) {
                return Optional.of(UnreadRegisters.diagnosis(machine, hop, subject));
            }
            if (mustIsolate(hop)) {
                needing.add(hop.toString());
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
        if (lacking.isEmpty() && off.isEmpty() && !overridden(machine)) {
            return Optional.of(Diagnosis.ok(
                    needing.isEmpty()
                            ? "no function on the path needs it"
                            : "on in each that needs it: " + String.join(", ", needing)));
        }
        return Optional.of(judge(machine, subject, lacking, off));
    }

    private static boolean overridden(Machine machine) {
        return machine.commandLine().mentions("pcie_acs_override");
    }

    private static Diagnosis judge(Machine machine, ExaminedFunction subject, List<String> lacking, List<String> off) {
        if (overridden(machine)) {
            return Diagnosis.warning(
                    "pcie_acs_override on the kernel's command line: the kernel only pretends isolation",
                    "take it out, and give away only devices that the hardware isolates");
        }
        String read = Stream.concat(lacking.stream(), off.stream()).collect(Collectors.joining("; "));
        if (subject.pasidEnabled()) {
            return Diagnosis.ok(read + "; but PASID is enabled: the kernel knows these ports to isolate");
        }
        if (!lacking.isEmpty() && !pasidWouldBeEnabled(machine)) {
            return Diagnosis.warning(
                    read + "; the kernel may know by their ids that these isolate (pci_dev_acs_enabled)",
                    "see to PASID in the IOMMU first, as told above: where PASID is enabled then, this is in order");
        }
        if (!lacking.isEmpty()) {
            return Diagnosis.problem(
                    read,
                    machine.guest()
                            ? "put it behind a port that has ACS, as QEMU's pcie-root-port has it"
                            : "move the device to another slot, whose ports have ACS");
        }
        return machine.translating()
                ? Diagnosis.problem(
                        read,
                        "look for pci=disable_acs_redir= and pci=config_acs= on the kernel's command line, and at ACS"
                                + " in the firmware's setup")
                : Diagnosis.unknown(
                        read + "; without an IOMMU the kernel leaves it off", "get the IOMMU on first, as told above");
    }

    /**
     * Tells whether a PASID that is off says something about the path: Intel's driver enables it at once when the IOMMU
     * is in order. AMD's waits for a page table, and an SMMU does not tell whether it has PASIDs at all.
     */
    private static boolean pasidWouldBeEnabled(Machine machine) {
        return !machine.intelUnits().isEmpty()
                && new IommuPasidCheck().examine(machine).verdict() == Verdict.OK;
    }

    /**
     * Tells whether a hop's ACS capability is looked at: a single function that is no port cannot send to its
     * neighbours.
     */
    private static boolean mustIsolate(SysfsFunction hop) {
        Optional<Express> express = hop.config().express();
        return express.isEmpty()
                || express.get().neverIsolates()
                || express.get().downstreamPort()
                || oneOfSeveral(hop);
    }

    /**
     * Tells whether a function is one of several, as Linux sees it (pci_scan_slot): whatever its header says, every
     * function but the first; a VF never.
     */
    private static boolean oneOfSeveral(SysfsFunction hop) {
        return hop.physicalFunction().isEmpty()
                && (hop.config().multifunction() || hop.address().function() > 0);
    }

    /**
     * Returns the ACS capability of a hop that can isolate: bridges to conventional PCI and event collectors isolate
     * nothing, whatever their capability says.
     */
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
