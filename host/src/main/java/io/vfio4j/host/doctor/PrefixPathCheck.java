// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.examination.DeviceQuirks;
import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.UnreadRegisters;
import io.vfio4j.host.sysfs.Express;
import io.vfio4j.host.sysfs.SysfsFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks that every hop from the function to the root port lets end-end TLP prefixes through, by the rule of
 * pci_configure_eetlp_prefix in {@code drivers/pci/probe.c}.
 */
final class PrefixPathCheck extends FunctionCheck {
    PrefixPathCheck() {
        super(
                "prefix-path",
                "End-end TLP prefix",
                "A PASID travels in a prefix, so every hop needs bit 21 of Device Capabilities 2; else Linux refuses.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        if (subject.config().complete() && subject.pasid().isEmpty()) {
            return Optional.empty();
        }
        List<String> lacking = new ArrayList<>();
        List<String> having = new ArrayList<>();
        for (SysfsFunction hop : subject.path()) {
            if (!hop.config().complete()) {
                return Optional.of(UnreadRegisters.diagnosis(machine, hop, subject));
            }
            if (DeviceQuirks.needsNoPrefix(hop)) {
                return Optional.of(Diagnosis.ok("%s needs none: the kernel knows this device".formatted(hop)));
            }
            Optional<Express> express = hop.config().express();
            String type = express.map(Express::typeName).orElse("no PCI Express");
            boolean prefix = express.map(Express::endEndPrefix).orElse(false);
            (prefix ? having : lacking).add("%s (%s)".formatted(hop, type));
        }
        return Optional.of(judge(machine, subject, having, lacking));
    }

    private static Diagnosis judge(
            Machine machine, ExaminedFunction subject, List<String> having, List<String> lacking) {
        if (!lacking.isEmpty()) {
            String read = "not supported by " + String.join(", ", lacking);
            return subject.pasidEnabled()
                    ? Diagnosis.ok(read + ", but PASID is enabled: the kernel knows that this device needs no prefix")
                    : Diagnosis.problem(
                            read,
                            machine.guest()
                                    ? "let the VMM set that bit in " + String.join(" and ", lacking)
                                    : "move the device to a slot whose ports all support it");
        }
        boolean rooted = subject.path()
                .getLast()
                .config()
                .express()
                .map(express -> express.rootPort() || express.integrated())
                .orElse(false);
        if (!rooted) {
            return Diagnosis.problem(
                    "%s has no root port above it".formatted(subject.path().getLast()),
                    machine.guest()
                            ? "put it behind a root port; QEMU: -device pcie-root-port,id=rp1,... and bus=rp1"
                            : "PASID needs a root port above the device, or an integrated endpoint");
        }
        return Diagnosis.ok("supported by " + String.join(", ", having));
    }
}
