// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.pci.capability.CapabilityId;
import io.vfio4j.pci.structure.PasidStructure;
import java.util.Optional;

/** Checks that what the demo is about to tell is so. */
final class DemoCheck {
    private DemoCheck() {}

    /** The PF as vfio-pci shows it. */
    static void physical(Probed seen, PciFunction hardware) {
        requireHidden("PF", seen);
        require(seen.function().equals("physical"), "the PF calls itself a %s function".formatted(seen.function()));
        requireReport("PF", seen, hardware);
    }

    /** The VF as vfio-pci shows it. */
    static void virtual(Probed seen, PciFunction hardware) {
        requireHidden("VF", seen);
        require(seen.function().equals("virtual"), "the VF calls itself a %s function".formatted(seen.function()));
        requireReport("VF", seen, hardware);
    }

    /** The PF as it is. */
    static void hardware(Probed seen, PciFunction hardware) {
        require(pasid(seen).isPresent(), "the hardware's list has no PASID capability");
        require(
                "config-space".equals(seen.pasid().source()),
                "the hardware's PASID comes from '%s', not from its registers"
                        .formatted(seen.pasid().source()));
        requireEqual("hardware", seen.pasid(), hardware);
    }

    /** The VF as it is. */
    static void virtualHardware(Probed seen) {
        require(pasid(seen).isEmpty(), "the VF's hardware has a PASID capability of its own");
    }

    /** The PASID capability in a list. */
    static Optional<Probed.Listed> pasid(Probed seen) {
        return seen.capabilities().stream()
                .filter(listed -> listed.extended() && listed.id() == CapabilityId.PASID.id())
                .findFirst();
    }

    private static void requireHidden(String who, Probed seen) {
        require(!seen.capabilities().isEmpty(), "the %s's list of capabilities is empty".formatted(who));
        require(pasid(seen).isEmpty(), "the %s's list of capabilities has PASID, which vfio-pci hides".formatted(who));
    }

    private static void requireReport(String who, Probed seen, PciFunction hardware) {
        require(
                "device-feature".equals(seen.pasid().source()),
                "the %s's PASID comes from '%s', not from VFIO_DEVICE_FEATURE"
                        .formatted(who, seen.pasid().source()));
        requireEqual(who, seen.pasid(), hardware);
    }

    private static void requireEqual(String who, Probed.Report report, PciFunction hardware) {
        PasidStructure registers =
                hardware.pasid().orElseThrow(() -> new Failure("the sample has no PASID capability"));
        require(report.supported(), "the %s reports no PASID".formatted(who));
        require(
                report.enabled() == registers.control().enabled(),
                "the %s reports the wrong enablement".formatted(who));
        require(
                report.width() == registers.capability().width(),
                "the %s reports %d bits, but the hardware has %d"
                        .formatted(who, report.width(), registers.capability().width()));
        require(
                report.execute() == registers.capability().execute()
                        && report.privileged() == registers.capability().privileged(),
                "the %s reports other permissions than the hardware has".formatted(who));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new Failure(otherwise);
        }
    }
}
