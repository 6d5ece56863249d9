// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import java.io.IOException;
import java.util.List;

/**
 * The answer of another process's {@code vfio probe --json}, as far as the demo needs it.
 *
 * @param function {@code physical}, {@code virtual} or {@code unknown}
 * @param capabilities the list of capabilities
 * @param pasid the PASID report
 */
record Probed(String function, List<Listed> capabilities, Report pasid) {

    /** One entry of the list of capabilities. */
    record Listed(int id, String name, int offset, boolean extended) {
        private static Listed of(JsonValue json) {
            return new Listed(
                    json.get("id").number(),
                    json.get("name").text(),
                    json.get("offset").number(),
                    json.get("extended").flag());
        }
    }

    /**
     * The PASID report.
     *
     * @param enabled whether it is known to be enabled
     * @param source which source decided; empty when none did
     * @param text the source's answer
     */
    record Report(
            boolean supported,
            boolean enabled,
            int width,
            boolean execute,
            boolean privileged,
            String source,
            String text) {

        private static Report of(JsonValue json) {
            String source = json.get("source").text();
            return new Report(
                    json.get("supported").flag(),
                    json.get("enabled").flag(),
                    json.get("width").number(),
                    json.get("execute").flag(),
                    json.get("privileged").flag(),
                    source,
                    json.get("answers").elements().stream()
                            .filter(answer -> answer.get("source").text().equals(source))
                            .map(answer -> answer.get("text").text())
                            .findFirst()
                            .orElse(""));
        }
    }

    Probed {
        capabilities = List.copyOf(capabilities);
    }

    /**
     * Reads the JSON.
     *
     * @throws IOException when it is not JSON
     */
    static Probed parse(String text) throws IOException {
        JsonValue json = JsonValue.parse(text);
        return new Probed(
                json.get("function").text(),
                json.get("capabilities").elements().stream().map(Listed::of).toList(),
                Report.of(json.get("pasid")));
    }
}
