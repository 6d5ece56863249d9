// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vfio4j.cli.console.JsonFields;
import io.vfio4j.cli.probe.ProbeJson;
import io.vfio4j.pci.capability.Capability;
import io.vfio4j.pci.capability.CapabilityList;
import io.vfio4j.pci.structure.CapabilityDecoder;
import io.vfio4j.pci.structure.Field;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Configuration spaces as JSON. The keys are a contract: docs/cli.md. */
final class ConfigJson {
    private ConfigJson() {}

    /** The header, the capabilities, their fields, and all bytes. */
    static void list(ConfigView view, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("target", view.target());
        json.writeNumberField("size", view.config().size());
        json.writeObjectFieldStart("header");
        for (Section.Field field : HeaderFields.of(view.config())) {
            json.writeStringField(field.name(), field.value());
        }
        json.writeEndObject();
        CapabilityList list = CapabilityList.of(view.config());
        json.writeArrayFieldStart("capabilities");
        for (Capability capability : list.all()) {
            json.writeStartObject();
            ProbeJson.capability(json, capability);
            fields(CapabilityDecoder.decode(view.config(), capability).fields(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeFieldName("findings");
        ProbeJson.findings(json, list);
        json.writeStringField("bytes", HexFormat.of().formatHex(view.config().toByteArray()));
        json.writeEndObject();
    }

    private static void fields(List<Field> fields, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("fields");
        for (Field field : fields) {
            json.writeStartObject();
            json.writeStringField("register", field.register());
            json.writeStringField("name", field.name());
            json.writeNumberField("offset", field.offset());
            json.writeNumberField("bit", field.bit());
            json.writeNumberField("width", field.width());
            json.writeNumberField("value", new BigInteger(Long.toUnsignedString(field.value())));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes the differences of two configuration spaces. */
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
            JsonFields.number(json, "id", Optional.ofNullable(capability).map(Capability::id));
            json.writeBooleanField("extended", capability != null && capability.extended());
            JsonFields.string(json, "field", Optional.ofNullable(difference.field()));
            JsonFields.string(json, "a", Optional.ofNullable(difference.left()));
            JsonFields.string(json, "b", Optional.ofNullable(difference.right()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
