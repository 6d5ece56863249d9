// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vfio4j.cli.console.JsonFields;
import io.vfio4j.host.sysfs.FunctionIdentity;
import io.vfio4j.host.sysfs.Inventory;
import io.vfio4j.host.sysfs.VirtualFunctionCount;
import io.vfio4j.pci.ClassName;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.structure.PasidStructure;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The inventory as JSON. The keys are a contract: docs/cli.md. */
final class LsJson {
    private final JsonGenerator json;

    private LsJson(JsonGenerator json) {
        this.json = json;
    }

    static void write(List<Inventory.Entry> entries, JsonGenerator json) throws IOException {
        LsJson writer = new LsJson(json);
        json.writeStartObject();
        json.writeArrayFieldStart("functions");
        for (Inventory.Entry entry : entries) {
            writer.function(entry);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void function(Inventory.Entry entry) throws IOException {
        FunctionIdentity identity = entry.function().identity();
        json.writeStartObject();
        json.writeStringField("address", entry.function().toString());
        json.writeStringField("class", "0x%06x".formatted(identity.classCode()));
        json.writeStringField("class_name", ClassName.of(identity.classCode()));
        json.writeStringField("vendor", "0x%04x".formatted(identity.vendor()));
        json.writeStringField("device", "0x%04x".formatted(identity.device()));
        JsonFields.string(json, "driver", identity.driver());
        JsonFields.number(json, "iommu_group", entry.group());
        json.writeArrayFieldStart("group_companions");
        for (PciAddress companion : entry.companions()) {
            json.writeString(companion.toString());
        }
        json.writeEndArray();
        JsonFields.string(json, "vfio_device", entry.vfioDevice());
        JsonFields.string(json, "physical_function", entry.physicalFunction().map(PciAddress::toString));
        VirtualFunctionCount count = entry.function().virtualFunctionCount();
        json.writeNumberField("virtual_functions", count.existing());
        json.writeNumberField("virtual_functions_max", count.possible());
        json.writeBooleanField("registers_readable", entry.config().extendedComplete());
        capability("ats", entry.config().extendedComplete(), entry.config().atsEnabled());
        capability("pri", entry.config().extendedComplete(), entry.config().priEnabled());
        pasid(entry.pasid());
        json.writeEndObject();
    }

    /** {@code {"supported", "enabled"}}; null for what cannot be read. */
    private void capability(String name, boolean readable, Optional<Boolean> enabled) throws IOException {
        json.writeFieldName(name);
        if (!readable) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeBooleanField("supported", enabled.isPresent());
        json.writeBooleanField("enabled", enabled.orElse(false));
        json.writeEndObject();
    }

    private void pasid(Inventory.PasidStanding standing) throws IOException {
        json.writeFieldName("pasid");
        if (!standing.readable()) {
            json.writeNull();
            return;
        }
        Optional<PasidStructure> structure = standing.structure();
        json.writeStartObject();
        json.writeBooleanField("supported", structure.isPresent());
        json.writeBooleanField(
                "enabled", structure.map(found -> found.control().enabled()).orElse(false));
        json.writeNumberField(
                "width", structure.map(found -> found.capability().width()).orElse(0));
        json.writeBooleanField(
                "execute", structure.map(found -> found.capability().execute()).orElse(false));
        json.writeBooleanField(
                "privileged",
                structure.map(found -> found.capability().privileged()).orElse(false));
        json.writeStringField("source", "config-space");
        json.writeStringField("source_function", standing.source().toString());
        json.writeEndObject();
    }
}
