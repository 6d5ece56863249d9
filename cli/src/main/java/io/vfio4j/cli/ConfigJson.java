package io.vfio4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vfio4j.pci.Capability;
import io.vfio4j.pci.CapabilityList;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configuration spaces as JSON. The keys are a contract: docs/cli.md. */
final class ConfigJson {
    private ConfigJson() {}

    /** The header, the capabilities, their fields, and all bytes. */
    static void list(ConfigView view, List<Section> sections, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("target", view.target());
        json.writeNumberField("size", view.config().size());
        json.writeObjectFieldStart("header");
        fields(sections.getFirst(), json);
        json.writeEndObject();
        json.writeArrayFieldStart("capabilities");
        for (Section section : sections) {
            Capability capability = section.capability();
            if (capability != null) {
                json.writeStartObject();
                ProbeJson.capability(json, capability);
                json.writeObjectFieldStart("fields");
                fields(section, json);
                json.writeEndObject();
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeFieldName("findings");
        ProbeJson.findings(json, CapabilityList.of(view.config()));
        json.writeStringField("bytes", HexFormat.of().formatHex(view.config().toByteArray()));
        json.writeEndObject();
    }

    private static void fields(Section section, JsonGenerator json) throws IOException {
        for (Section.Field field : section.fields()) {
            json.writeStringField(field.name(), field.value());
        }
    }

    /** What differs. */
    static void diff(ConfigView a, ConfigView b, List<ConfigDiff.Difference> differences, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("a", a.target());
        json.writeStringField("b", b.target());
        json.writeArrayFieldStart("differences");
        for (ConfigDiff.Difference difference : differences) {
            Capability capability = difference.section().capability();
            json.writeStartObject();
            json.writeStringField("section", difference.section().name());
            json.writeFieldName("id");
            if (capability == null) {
                json.writeNull();
            } else {
                json.writeNumber(capability.id());
            }
            json.writeBooleanField("extended", capability != null && capability.extended());
            string("field", difference.field(), json);
            string("a", difference.left(), json);
            string("b", difference.right(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void string(String name, @Nullable String value, JsonGenerator json) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value);
        }
    }
}
