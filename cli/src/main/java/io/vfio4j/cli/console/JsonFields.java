// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/** Writes fields of a JSON object that are always there, and null where there is no value. */
public final class JsonFields {
    private JsonFields() {}

    public static void string(JsonGenerator json, String name, Optional<String> value) throws IOException {
        json.writeFieldName(name);
        if (value.isPresent()) {
            json.writeString(value.get());
        } else {
            json.writeNull();
        }
    }

    public static void number(JsonGenerator json, String name, Optional<Integer> value) throws IOException {
        json.writeFieldName(name);
        if (value.isPresent()) {
            json.writeNumber(value.get());
        } else {
            json.writeNull();
        }
    }
}
