// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vfio4j.cli.console.JsonFields;
import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.util.List;

/** Findings as JSON. The keys are a contract: docs/cli.md; the names of checks: docs/doctor.md. */
final class DoctorJson {
    private DoctorJson() {}

    static void write(List<Finding> findings, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Verdict verdict : Verdict.values()) {
            long count = findings.stream()
                    .filter(finding -> finding.verdict() == verdict)
                    .count();
            json.writeNumberField(verdict.id(), count);
        }
        json.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            json.writeStartObject();
            json.writeStringField("check", finding.check());
            JsonFields.string(json, "function", finding.function().map(PciAddress::toString));
            json.writeStringField("verdict", finding.verdict().id());
            json.writeStringField("read", finding.read());
            json.writeStringField("why", finding.why());
            json.writeStringField("next", StepText.of(finding.next()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
