// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.probe;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Text;
import io.vfio4j.cli.targets.DeviceSurvey;
import io.vfio4j.cli.targets.FeatureSupport;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioPci;
import io.vfio4j.pasid.PasidOffer;
import io.vfio4j.pasid.PasidReport;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.FunctionHeader;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.structure.PasidCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A survey for people, in 80 columns. */
final class ProbeText {
    private final Console console;

    private ProbeText(Console console) {
        this.console = console;
    }

    static void write(DeviceSurvey survey, Console console) {
        new ProbeText(console).survey(survey);
    }

    private void survey(DeviceSurvey survey) {
        console.heading(Text.printable(survey.target()));
        survey.config().ifPresentOrElse(this::identity, () -> console.line("  not a PCI device"));
        console.line("  %-14s %s".formatted("function", kind(survey.function())));
        console.line("  %-14s %s".formatted("reset", survey.info().resettable() ? "yes" : "no"));
        pasid(survey.pasid());
        console.line("");
        console.heading("Capabilities");
        capabilities(survey);
        console.line("");
        console.heading("Regions");
        survey.regions().forEach(region -> console.line(region(region)));
        console.line("");
        console.heading("Interrupts");
        none(survey.irqs());
        survey.irqs().forEach(irq -> console.line(irq(irq)));
        console.line("");
        console.heading("Features (VFIO_DEVICE_FEATURE)");
        none(survey.features());
        for (FeatureSupport feature : survey.features()) {
            console.line("  %-5d %-28s %s%s"
                    .formatted(feature.index(), feature.name(), feature.get() ? "get " : "", feature.set() ? "set" : "")
                    .stripTrailing());
        }
    }

    private void identity(ConfigSpace config) {
        FunctionHeader header = FunctionHeader.of(config);
        String subsystem = header.hasSubsystem()
                ? ", subsystem %04x:%04x".formatted(header.subsystemVendorId(), header.subsystemId())
                : "";
        console.line("  %-14s %04x:%04x (rev %02x)%s"
                .formatted("id", header.vendorId(), header.deviceId(), header.revision(), subsystem));
        console.line("  %-14s %06x, %s, %d bytes of configuration space"
                .formatted("class", header.classCode(), header.typeName(), config.size()));
    }

    private void pasid(PasidReport report) {
        console.line("");
        console.heading("PASID: " + summary(report));
        Optional<PasidReport.Answer> deciding = report.deciding();
        for (PasidReport.Answer answer : report.answers()) {
            String mark = deciding.isPresent() && deciding.get().equals(answer) ? "*" : " ";
            String label = "%s %-15s ".formatted(mark, answer.source().id());
            console.lines(Text.wrap(label, " ".repeat(label.length()), Text.printable(answer.text())));
        }
        if (deciding.isPresent()) {
            console.line("  (* decides)");
        }
    }

    /** The report in a few words. */
    static String summary(PasidReport report) {
        if (!report.supported()) {
            return "not supported";
        }
        PasidOffer offer = report.offer().orElseThrow();
        List<String> words = new ArrayList<>();
        if (offer.width() > 0) {
            words.add(PasidCapability.widthText(offer.width()));
        }
        if (offer.execute()) {
            words.add("execute");
        }
        if (offer.privileged()) {
            words.add("privileged");
        }
        words.add(
                switch (offer.enablement()) {
                    case ENABLED -> "enabled";
                    case DISABLED -> "not enabled";
                    case UNKNOWN -> "enablement unknown";
                });
        return String.join(", ", words);
    }

    private void capabilities(DeviceSurvey survey) {
        none(survey.capabilities().all());
        for (Capability capability : survey.capabilities().all()) {
            console.line(
                    capability.extended()
                            ? "  0x%03x  %04x  %s, version %d"
                                    .formatted(
                                            capability.offset(),
                                            capability.id(),
                                            capability.name(),
                                            capability.version())
                            : "  0x%03x    %02x  %s"
                                    .formatted(capability.offset(), capability.id(), capability.name()));
        }
        survey.capabilities().defects().forEach(defect -> console.line("  ! " + defect));
    }

    private void none(List<?> found) {
        if (found.isEmpty()) {
            console.line("  none");
        }
    }

    private static String region(RegionInfo region) {
        return "  %-10s %-12s %s%s%s"
                .formatted(
                        VfioPci.regionName(region.index()),
                        Text.size(region.size()),
                        region.readable() ? "read " : "",
                        region.writable() ? "write " : "",
                        region.mappable() ? "mmap" : "")
                .stripTrailing();
    }

    private static String irq(IrqInfo irq) {
        return "  %-10s %d %s%s"
                .formatted(
                        VfioPci.irqName(irq.index()),
                        irq.count(),
                        irq.count() == 1 ? "vector" : "vectors",
                        irq.maskable() ? ", maskable" : "");
    }

    private static String kind(FunctionKind kind) {
        return kind == FunctionKind.UNKNOWN
                ? "unknown (nobody says)"
                : kind.name().toLowerCase(Locale.ROOT);
    }
}
