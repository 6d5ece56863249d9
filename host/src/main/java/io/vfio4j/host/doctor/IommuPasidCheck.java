// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Step;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.examination.Diagnosis;
import io.vfio4j.host.examination.Machine;
import io.vfio4j.host.examination.MachineCheck;
import io.vfio4j.host.sysfs.IommuUnit;
import io.vfio4j.pci.structure.PasidCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Checks that the IOMMU understands PASIDs: Intel's scalable mode, AMD's guest translation, an SMMUv3's substreams. */
final class IommuPasidCheck extends MachineCheck {
    /** Intel's scalable mode, as the kernel was told to use it. */
    private enum ScalableMode {
        ON,
        /** By {@code sm_off} on the command line. */
        SWITCHED_OFF,
        OFF_BY_DEFAULT,
        /** The kernel's configuration, which has the default, cannot be read. */
        UNKNOWN
    }

    IommuPasidCheck() {
        super(
                "iommu-pasid",
                "PASID in the IOMMU",
                "The IOMMU must find a page table for each PASID, and the kernel enables PASID only when it does.");
    }

    @Override
    public Diagnosis examine(Machine machine) {
        if (!machine.translating()) {
            return Diagnosis.unknown("no IOMMU to tell", "get the IOMMU on first, as told above");
        }
        List<IommuUnit.Intel> intel = machine.intelUnits();
        if (!intel.isEmpty()) {
            return intel(machine, intel);
        }
        return machine.amdUnits().map(unit -> amd(machine, unit)).orElseGet(() -> other(machine));
    }

    /**
     * Judges units that are neither Intel's nor AMD's: a machine with an SMMUv3 may have others besides, which sort
     * before it.
     */
    private static Diagnosis other(Machine machine) {
        String capable = names(machine, true);
        String others = names(machine, false);
        if (!capable.isEmpty()) {
            return unknown("%s: an SMMUv3 does not show its SSIDSIZE in sysfs%s"
                    .formatted(capable, others.isEmpty() ? "" : "; %s: no PASID".formatted(others)));
        }
        if (others.isEmpty()) {
            return unknown("there is no IOMMU in /sys/class/iommu, though there are groups");
        }
        return Diagnosis.problem(
                others + ": not a kind of IOMMU whose driver supports PASID",
                machine.guest()
                        ? "give this virtual machine another IOMMU; QEMU: " + IommuCheck.QEMU_IOMMU
                        : "this needs VT-d with scalable mode, AMD-Vi with GTSup, or an SMMUv3");
    }

    /** Leaves the answer to a device: its IOMMU's driver knows what sysfs does not show. */
    private static Diagnosis unknown(String read) {
        return Diagnosis.of(Verdict.UNKNOWN, read, new Step.Probe("ask through iommufd"));
    }

    private static String names(Machine machine, boolean capable) {
        return machine.units().stream()
                .filter(unit -> unit instanceof IommuUnit.Smmu3 == capable)
                .map(IommuUnit::name)
                .collect(Collectors.joining(", "));
    }

    /** Judges by the rule of amd_iommu_pasid_supported in {@code drivers/iommu/amd/init.c}. */
    private static Diagnosis amd(Machine machine, IommuUnit.Amd unit) {
        String read = "%s features 0x%x: ".formatted(unit.name(), unit.features());
        List<String> missing = unit.missingForPasid();
        if (!missing.isEmpty()) {
            return Diagnosis.problem(
                    "%sno %s".formatted(read, String.join(", no ", missing)),
                    machine.guest()
                            ? "give this virtual machine another IOMMU; QEMU: " + IommuCheck.QEMU_IOMMU
                            : "nothing to be changed in software: with this IOMMU Linux has no PASID");
        }
        if (machine.processorHas("la57") && !unit.fiveLevelGuestTables()) {
            return Diagnosis.problem(
                    read + "page tables of the IOMMU have 4 levels (GATS), those of the processor 5 (la57)",
                    "add no5lvl to the kernel's command line and boot again");
        }
        String width = "%sPPRSup, GTSup, GIoSup, EPHSup, PASID of %s"
                .formatted(read, PasidCapability.widthText(unit.pasidWidth()));
        if (unit.secureNestedPagingExcludesPasid() && machine.processorHas("sev_snp")) {
            return Diagnosis.unknown(
                    width + "; but none once the kernel runs SNP, because page table mode 0 is not supported with it",
                    "look for SNP in the kernel's log: dmesg; where it is enabled, switch it off in the "
                            + "firmware's setup");
        }
        return Diagnosis.ok(width);
    }

    private static Diagnosis intel(Machine machine, List<IommuUnit.Intel> units) {
        List<IommuUnit.Intel> without = units.stream()
                .filter(unit -> !unit.scalableMode() || !unit.pasid())
                .toList();
        if (without.size() == units.size()) {
            return intelWithout(machine, without.getFirst());
        }
        String read = units.stream().map(IommuPasidCheck::describe).collect(Collectors.joining("; "));
        return switch (scalableMode(machine)) {
            case SWITCHED_OFF ->
                Diagnosis.problem(
                        read + "; but scalable mode is switched off on the kernel's command line (sm_off)",
                        "replace sm_off by sm_on in intel_iommu= on the kernel's command line and boot again");
            case OFF_BY_DEFAULT ->
                Diagnosis.problem(
                        read + "; but scalable mode is not on: neither intel_iommu=sm_on"
                                + " nor CONFIG_INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON",
                        "add intel_iommu=on,sm_on to the kernel's command line and boot again");
            case UNKNOWN ->
                Diagnosis.unknown(
                        read + "; whether scalable mode is on by default, the kernel does not tell",
                        "add intel_iommu=on,sm_on to the kernel's command line to be sure");
            case ON -> consistent(units, without, read);
        };
    }

    private static Diagnosis consistent(List<IommuUnit.Intel> units, List<IommuUnit.Intel> without, String read) {
        long widths = units.stream().map(IommuUnit.Intel::pasidWidth).distinct().count();
        if (!without.isEmpty() || widths > 1) {
            return Diagnosis.warning(
                    read + "; the units differ",
                    "use a function behind a unit that has PASID; the check of its PASID names the unit");
        }
        return Diagnosis.ok(read + "; scalable mode is on");
    }

    private static Diagnosis intelWithout(Machine machine, IommuUnit.Intel unit) {
        List<String> lacking = new ArrayList<>();
        if (!unit.scalableMode()) {
            lacking.add("SMTS (bit 43: scalable mode)");
        }
        if (!unit.pasid()) {
            lacking.add("PASID (bit 40)");
        }
        return Diagnosis.problem(
                "%s ecap 0x%x has no %s"
                        .formatted(unit.name(), unit.extendedCapability(), String.join(", no ", lacking)),
                machine.guest()
                        ? "let the VMM's IOMMU have them; QEMU: " + IommuCheck.QEMU_IOMMU
                        : "nothing to be changed in software: VT-d has scalable mode from Sapphire Rapids on");
    }

    private static String describe(IommuUnit.Intel unit) {
        if (!unit.scalableMode() || !unit.pasid()) {
            return "%s ecap 0x%x: no PASID".formatted(unit.name(), unit.extendedCapability());
        }
        return "%s ecap 0x%x: SMTS, PASID of %s%s%s"
                .formatted(
                        unit.name(),
                        unit.extendedCapability(),
                        PasidCapability.widthText(unit.pasidWidth()),
                        unit.firstStage() ? ", first stage" : "",
                        unit.pageRequests() ? ", page requests" : "");
    }

    /** Finds out whether scalable mode is on: the last word on the command line counts, then the kernel's default. */
    private static ScalableMode scalableMode(Machine machine) {
        List<String> given = machine.commandLine().values("intel_iommu");
        int on = given.lastIndexOf("sm_on");
        int off = given.lastIndexOf("sm_off");
        if (on != off) {
            return on > off ? ScalableMode.ON : ScalableMode.SWITCHED_OFF;
        }
        return machine.builtWith("INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON")
                .map(byDefault -> byDefault ? ScalableMode.ON : ScalableMode.OFF_BY_DEFAULT)
                .orElse(ScalableMode.UNKNOWN);
    }
}
