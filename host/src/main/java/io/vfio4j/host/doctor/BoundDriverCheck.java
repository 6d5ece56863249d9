// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Step;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.sysfs.FunctionIdentity;
import io.vfio4j.host.sysfs.ModuleParameters;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import java.util.Optional;
import java.util.Set;

/** Checks that the function is bound to a VFIO driver, and is not one that vfio-pci refuses. */
final class BoundDriverCheck extends FunctionCheck {
    private static final int INTEL = 0x8086;
    /**
     * Above those of ACPI, which have 16 bits (pci_bus_find_emul_domain_nr in {@code drivers/pci/controller/vmd.c}).
     */
    private static final long FIRST_DOMAIN_OF_VMD = 0x10000;

    /** The ids in vfio_pci_dev_in_denylist of {@code drivers/vfio/pci/vfio_pci.c}: QAT, DSA and IAX. */
    private static final Set<Integer> DENIED = Set.of(0x0435, 0x0443, 0x0b25, 0x0cfe, 0x19e2, 0x19e3, 0x37c8, 0x37c9);

    BoundDriverCheck() {
        super("driver", "Driver", "Only a function bound to a VFIO driver can be opened by a user.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        SysfsFunction function = subject.function();
        String read = function.driver().map(driver -> "bound to " + driver).orElse("bound to no driver");
        if (VfioDrivers.bound(function)) {
            return Optional.of(Diagnosis.ok(read));
        }
        if (denied(function.identity()) && !ModuleParameters.isSet(machine.tree(), "vfio_pci", "disable_denylist")) {
            return Optional.of(Diagnosis.problem(
                    read + "; vfio-pci refuses it: it is in its list of devices with known errata",
                    "only for users that are trusted: modprobe -r vfio-pci; modprobe vfio-pci disable_denylist=1"));
        }
        String override = function.driverOverride()
                .map(name -> ", driver_override is " + name)
                .orElse("");
        Verdict verdict = subject.named() ? Verdict.PROBLEM : Verdict.WARNING;
        if (function.address().domain() >= FIRST_DOMAIN_OF_VMD) {
            return Optional.of(Diagnosis.of(
                    verdict,
                    read + override,
                    new Step.Advice("get it out of the group of the VMD first, as told above")));
        }
        Step bind = new Step.Bind(function.address());
        return Optional.of(
                function.iommuGroup().isPresent()
                        ? Diagnosis.of(verdict, read + override, bind)
                        : Diagnosis.of(
                                verdict,
                                read + override,
                                new Step.Advice("get it into a group first, as told above"),
                                bind));
    }

    private static boolean denied(FunctionIdentity identity) {
        return identity.vendor() == INTEL && DENIED.contains(identity.device());
    }
}
