// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that has been read whole. Whoever asks for something that is not there gets what is empty.
 *
 * @param value a Map of names to JsonValues, a List of JsonValues, a String, a Number, a Boolean or null
 */
record JsonValue(@Nullable Object value) {

    /**
     * Reads a document.
     *
     * @throws IOException when it is not JSON
     */
    static JsonValue parse(String text) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            json.nextToken();
            return read(json);
        }
    }

    private static JsonValue read(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == null) {
            throw new IOException("a JSON value expected, not the end");
        }
        return switch (token) {
            case START_OBJECT -> new JsonValue(members(json));
            case START_ARRAY -> new JsonValue(elements(json));
            case VALUE_STRING -> new JsonValue(json.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue(json.getNumberValue());
            case VALUE_TRUE, VALUE_FALSE -> new JsonValue(json.getBooleanValue());
            default -> new JsonValue(null);
        };
    }

    private static Map<String, JsonValue> members(JsonParser json) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            members.put(name, read(json));
        }
        return members;
    }

    private static List<JsonValue> elements(JsonParser json) throws IOException {
        List<JsonValue> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(json));
        }
        return elements;
    }

    /** Returns a member of an object. */
    JsonValue get(String name) {
        return value instanceof Map<?, ?> members && members.get(name) instanceof JsonValue member
                ? member
                : new JsonValue(null);
    }

    /** Returns the elements of an array. */
    List<JsonValue> elements() {
        return value instanceof List<?> elements
                ? elements.stream().map(JsonValue.class::cast).toList()
                : List.of();
    }

    /** Returns a string. */
    String text() {
        return value instanceof String text ? text : "";
    }

    /** Returns a number of 32 bits. */
    int number() {
        return value instanceof Number number ? number.intValue() : 0;
    }

    /** Returns whether it is {@code true}. */
    boolean flag() {
        return Boolean.TRUE.equals(value);
    }
}
