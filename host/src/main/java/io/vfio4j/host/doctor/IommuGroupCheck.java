// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Step;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.ExaminedFunction;
import io.vfio4j.host.examination.FunctionCheck;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.sysfs.SysfsFunction;
import io.vfio4j.host.sysfs.VfioDrivers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks that the function has a group, and that nobody else in it uses a host driver. */
final class IommuGroupCheck extends FunctionCheck {
    IommuGroupCheck() {
        super(
                "iommu-group",
                "IOMMU group",
                "What the IOMMU cannot keep apart goes to one user; else opening fails with EBUSY or EPERM.");
    }

    @Override
    public Optional<Diagnosis> examine(Machine machine, ExaminedFunction subject) {
        return Optional.of(subject.function()
                .iommuGroup()
                .map(number -> judge(machine, subject.function(), IommuGroup.read(machine.tree(), number)))
                .orElseGet(() -> Diagnosis.problem("in no group: no IOMMU translates for it", getTranslated(machine))));
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
                    read + ", made for no-IOMMU mode: no IOMMU translates for it",
                    getTranslated(machine) + "; then bind it again");
        }
        List<String> others = group.members().stream()
                .filter(member -> !member.equals(function.address().toString()))
                .toList();
        List<SysfsFunction> bound = others.stream()
                .flatMap(member -> SysfsFunction.named(machine.tree(), member).stream())
                .filter(member -> VfioDrivers.hostDriver(member).isPresent())
                .toList();
        if (!bound.isEmpty()) {
            return Diagnosis.of(
                    Verdict.PROBLEM,
                    "%s, together with %s"
                            .formatted(
                                    read,
                                    bound.stream()
                                            .map(IommuGroupCheck::withDriver)
                                            .collect(Collectors.joining(", "))),
                    release(function, bound));
        }
        return Diagnosis.ok(
                others.isEmpty()
                        ? read + ", alone in it"
                        : "%s, with %s, which leave it to VFIO".formatted(read, String.join(", ", others)));
    }

    private static String getTranslated(Machine machine) {
        return machine.translating()
                ? "see which devices the firmware's table leaves out: dmesg | grep -i iommu"
                : "get the IOMMU on first, as told above";
    }

    /**
     * Frees the group of the others. What is behind a VMD is in its group, for it does their DMA (pci_real_dma_dev).
     */
    private static Step release(SysfsFunction function, List<SysfsFunction> bound) {
        if (Stream.concat(Stream.of(function), bound.stream())
                .anyMatch(member -> member.driver().filter("vmd"::equals).isPresent())) {
            return new Step.Advice(
                    "switch VMD (volume management device) off in the firmware's setup: what is behind one "
                            + "cannot be given away, and without its driver it is gone");
        }
        return new Step.FreeGroup(bound.stream()
                .map(other ->
                        new Step.DrivenFunction(other.address(), other.driver().orElse("")))
                .toList());
    }

    private static String withDriver(SysfsFunction function) {
        return "%s (%s)".formatted(function, function.driver().orElse(""));
    }
}
