// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.pasid.PasidMatrix;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MatrixCommandTest {

    @Test
    void shouldHaveALineForEveryRowOfTheMatrix() {
        List<String> lines = CliRun.of("matrix").lines();

        for (PasidMatrix.Row row : PasidMatrix.compute()) {
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("  " + row.format().id())
                            && line.contains(row.vmm().title())
                            && line.contains(row.verdict().name()));
        }
    }

    @Test
    void shouldWriteEveryRowAsJson() throws JsonProcessingException {
        JsonNode rows = CliRun.of("matrix", "--json").json().get("rows");
        List<PasidMatrix.Row> expected = PasidMatrix.compute();

        assertThat(rows).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            PasidMatrix.Row row = expected.get(i);
            assertThat(rows.get(i).get("format").asText())
                    .isEqualTo(row.format().id());
            assertThat(rows.get(i).get("verdict").asText())
                    .isEqualTo(row.verdict().name().toLowerCase(Locale.ROOT));
            assertThat(rows.get(i).get("guest").get("version").asInt()).isEqualTo(row.guestVersion());
            assertThat(rows.get(i).get("hardware").get("register").asText())
                    .isEqualTo("0x%04x".formatted(row.hardware().capabilityRegister()));
        }
    }
}
