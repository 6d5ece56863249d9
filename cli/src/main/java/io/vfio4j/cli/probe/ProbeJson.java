// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.probe;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vfio4j.cli.console.JsonFields;
import io.vfio4j.cli.console.Text;
import io.vfio4j.cli.targets.DeviceSurvey;
import io.vfio4j.cli.targets.FeatureSupport;
import io.vfio4j.device.FunctionKind;
import io.vfio4j.device.IrqInfo;
import io.vfio4j.device.PasidFormat;
import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.RegionInfo;
import io.vfio4j.device.VfioPci;
import io.vfio4j.pasid.PasidOffer;
import io.vfio4j.pasid.PasidReport;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.FunctionHeader;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A survey as JSON. The keys are a contract: docs/cli.md. */
public final class ProbeJson {
    private final JsonGenerator json;

    private ProbeJson(JsonGenerator json) {
        this.json = json;
    }

    static void write(DeviceSurvey survey, JsonGenerator json) throws IOException {
        new ProbeJson(json).survey(survey);
    }

    private void survey(DeviceSurvey survey) throws IOException {
        json.writeStartObject();
        json.writeStringField("target", survey.target());
        json.writeFieldName("pci");
        identity(survey.config());
        json.writeStringField("function", kind(survey.function()));
        json.writeBooleanField("resettable", survey.info().resettable());
        json.writeFieldName("capabilities");
        capabilities(json, survey.capabilities());
        json.writeFieldName("pasid");
        pasid(survey.pasid());
        json.writeFieldName("regions");
        regions(survey.regions());
        json.writeFieldName("irqs");
        irqs(survey.irqs());
        json.writeFieldName("features");
        features(survey.features());
        json.writeFieldName("findings");
        findings(json, survey.capabilities());
        json.writeEndObject();
    }

    private void identity(Optional<ConfigSpace> space) throws IOException {
        if (space.isEmpty()) {
            json.writeNull();
            return;
        }
        FunctionHeader header = FunctionHeader.of(space.get());
        json.writeStartObject();
        json.writeStringField("vendor", hex(header.vendorId(), 4));
        json.writeStringField("device", hex(header.deviceId(), 4));
        json.writeStringField("class", hex(header.classCode(), 6));
        json.writeStringField("revision", hex(header.revision(), 2));
        if (header.hasSubsystem()) {
            json.writeStringField("subsystem_vendor", hex(header.subsystemVendorId(), 4));
            json.writeStringField("subsystem_device", hex(header.subsystemId(), 4));
        }
        json.writeNumberField("header_type", header.type());
        json.writeNumberField("config_size", space.get().size());
        json.writeEndObject();
    }

    /** The list of capabilities, as {@code vfio config --json} has it too. */
    static void capabilities(JsonGenerator json, CapabilityList capabilities) throws IOException {
        json.writeStartArray();
        for (Capability capability : capabilities.all()) {
            json.writeStartObject();
            capability(json, capability);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The fields that every capability has, in an object that is begun. */
    public static void capability(JsonGenerator json, Capability capability) throws IOException {
        json.writeNumberField("id", capability.id());
        json.writeStringField("name", capability.name());
        json.writeNumberField("offset", capability.offset());
        json.writeBooleanField("extended", capability.extended());
        if (capability.extended()) {
            json.writeNumberField("version", capability.version());
        }
    }

    /** What is wrong with a capability list. */
    public static void findings(JsonGenerator json, CapabilityList capabilities) throws IOException {
        json.writeStartArray();
        for (var finding : capabilities.defects()) {
            json.writeStartObject();
            json.writeNumberField("offset", finding.offset());
            json.writeStringField("message", finding.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void pasid(PasidReport report) throws IOException {
        Optional<PasidOffer> offer = report.offer();
        json.writeStartObject();
        json.writeBooleanField("supported", report.supported());
        json.writeFieldName("enabled");
        PasidOffer.Enablement enablement = offer.map(PasidOffer::enablement).orElse(PasidOffer.Enablement.DISABLED);
        switch (enablement) {
            case ENABLED -> json.writeBoolean(true);
            case DISABLED -> json.writeBoolean(false);
            case UNKNOWN -> json.writeNull();
        }
        json.writeNumberField("width", offer.map(PasidOffer::width).orElse(0));
        json.writeBooleanField("execute", offer.map(PasidOffer::execute).orElse(false));
        json.writeBooleanField("privileged", offer.map(PasidOffer::privileged).orElse(false));
        JsonFields.string(
                json, "source", report.deciding().map(answer -> answer.source().id()));
        JsonFields.string(
                json,
                "format",
                offer.flatMap(o -> Optional.ofNullable(o.format())).map(PasidFormat::id));
        json.writeFieldName("structure_version");
        if (offer.isPresent() && offer.get().structureVersion().isPresent()) {
            json.writeNumber(offer.get().structureVersion().getAsInt());
        } else {
            json.writeNull();
        }
        json.writeArrayFieldStart("answers");
        for (PasidReport.Answer answer : report.answers()) {
            json.writeStartObject();
            json.writeStringField("source", answer.source().id());
            json.writeBooleanField("answered", answer.offer() != null);
            json.writeStringField("text", Text.printable(answer.text()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void regions(List<RegionInfo> regions) throws IOException {
        json.writeStartArray();
        for (RegionInfo region : regions) {
            json.writeStartObject();
            json.writeNumberField("index", region.index());
            json.writeStringField("name", VfioPci.regionName(region.index()));
            json.writeNumberField("size", region.size());
            json.writeBooleanField("read", region.readable());
            json.writeBooleanField("write", region.writable());
            json.writeBooleanField("mmap", region.mappable());
            json.writeArrayFieldStart("areas");
            for (RegionCapability capability : region.capabilities()) {
                if (capability instanceof RegionCapability.SparseMmap sparse) {
                    for (RegionCapability.Area area : sparse.areas()) {
                        json.writeStartObject();
                        json.writeNumberField("offset", area.offset());
                        json.writeNumberField("size", area.size());
                        json.writeEndObject();
                    }
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void irqs(List<IrqInfo> irqs) throws IOException {
        json.writeStartArray();
        for (IrqInfo irq : irqs) {
            json.writeStartObject();
            json.writeNumberField("index", irq.index());
            json.writeStringField("name", VfioPci.irqName(irq.index()));
            json.writeNumberField("count", irq.count());
            json.writeBooleanField("eventfd", irq.eventfd());
            json.writeBooleanField("maskable", irq.maskable());
            json.writeBooleanField("automasked", irq.automasked());
            json.writeBooleanField("noresize", !irq.resizable());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void features(List<FeatureSupport> features) throws IOException {
        json.writeStartArray();
        for (FeatureSupport feature : features) {
            json.writeStartObject();
            json.writeNumberField("index", feature.index());
            json.writeStringField("name", feature.name());
            json.writeBooleanField("get", feature.get());
            json.writeBooleanField("set", feature.set());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String kind(FunctionKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String hex(int value, int digits) {
        return "0x%0".concat(digits + "x").formatted(value);
    }
}
