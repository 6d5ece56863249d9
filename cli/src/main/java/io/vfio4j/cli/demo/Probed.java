// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code vfio probe --json} of another process said, as far as the demo needs it.
 *
 * @param function {@code physical}, {@code virtual} or {@code unknown}
 * @param capabilities the list of capabilities
 * @param pasid the PASID report
 */
record Probed(String function, List<Listed> capabilities, Report pasid) {

    /** One entry of the list of capabilities. */
    record Listed(int id, String name, int offset, boolean extended) {}

    /**
     * The PASID report.
     *
     * @param source who told; null when nobody did
     * @param text what the source said
     */
    record Report(
            boolean supported,
            boolean enabled,
            int width,
            boolean execute,
            boolean privileged,
            @Nullable String source,
            String text) {}

    Probed {
        capabilities = List.copyOf(capabilities);
    }

    /**
     * Reads the JSON.
     *
     * @throws IOException when it is not JSON
     */
    static Probed parse(String text) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            Reader reader = new Reader(json);
            reader.object(name -> {
                switch (name) {
                    case "function" -> reader.function = json.getText();
                    case "capabilities" -> reader.array(reader::capability);
                    case "pasid" -> reader.pasid();
                    default -> json.skipChildren();
                }
            });
            return new Probed(reader.function, reader.capabilities, reader.report());
        }
    }

    /** Walks the tokens. */
    private static final class Reader {
        private final JsonParser json;
        private final List<Listed> capabilities = new ArrayList<>();
        private final List<String> answers = new ArrayList<>();
        private String function = "";
        private boolean supported;
        private boolean enabled;
        private boolean execute;
        private boolean privileged;
        private int width;
        private @Nullable String source;
        private int id;
        private int offset;
        private boolean extended;
        private String name = "";
        private String answerSource = "";
        private String answerText = "";

        interface Member {
            void read(String name) throws IOException;
        }

        interface Element {
            void read() throws IOException;
        }

        Reader(JsonParser json) throws IOException {
            this.json = json;
            json.nextToken();
        }

        void object(Member member) throws IOException {
            if (!json.isExpectedStartObjectToken()) {
                throw new IOException("a JSON object expected, not " + json.currentToken());
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                member.read(field);
            }
        }

        void array(Element element) throws IOException {
            while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
                element.read();
            }
        }

        void capability() throws IOException {
            object(field -> {
                switch (field) {
                    case "id" -> id = json.getIntValue();
                    case "name" -> name = json.getText();
                    case "offset" -> offset = json.getIntValue();
                    case "extended" -> extended = json.getBooleanValue();
                    default -> json.skipChildren();
                }
            });
            capabilities.add(new Listed(id, name, offset, extended));
        }

        void pasid() throws IOException {
            object(field -> {
                switch (field) {
                    case "supported" -> supported = json.getBooleanValue();
                    case "enabled" -> enabled = json.currentToken() == JsonToken.VALUE_TRUE;
                    case "width" -> width = json.getIntValue();
                    case "execute" -> execute = json.getBooleanValue();
                    case "privileged" -> privileged = json.getBooleanValue();
                    case "source" -> source = json.getValueAsString();
                    case "answers" -> array(this::answer);
                    default -> json.skipChildren();
                }
            });
        }

        void answer() throws IOException {
            object(field -> {
                switch (field) {
                    case "source" -> answerSource = json.getText();
                    case "text" -> answerText = json.getText();
                    default -> json.skipChildren();
                }
            });
            answers.add(answerSource + "\n" + answerText);
        }

        Report report() {
            String prefix = source + "\n";
            String text = answers.stream()
                    .filter(answer -> answer.startsWith(prefix))
                    .map(answer -> answer.substring(prefix.length()))
                    .findFirst()
                    .orElse("");
            return new Report(supported, enabled, width, execute, privileged, source, text);
        }
    }
}
