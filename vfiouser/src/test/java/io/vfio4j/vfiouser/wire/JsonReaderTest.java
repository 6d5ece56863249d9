// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void shouldReadEveryKindOfValue() {
        Json read = JsonReader.read(" {\"a\" : [true, false ,null, -12, 0.5e-3, \"x\\u0041\\n\"] , \"b\":{}}\n");

        assertThat(read)
                .isEqualTo(new Json.Obj(Map.of(
                        "a",
                        new Json.Array(List.of(
                                new Json.Bool(true),
                                new Json.Bool(false),
                                new Json.Null(),
                                new Json.Whole(BigInteger.valueOf(-12)),
                                new Json.Fraction(),
                                new Json.Text("xA\n"))),
                        "b",
                        new Json.Obj(Map.of()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{} {}",
                        "1 2",
                "01", "-", "+1", "1.", ".5", "1e", "tru", "nul", "\"", "\"\\\"", "\"\\x\"", "\"\\u12g4\"", "\"\n\"",
                        "NaN",
                "{\"a\":1,\"a\":2}", "'a'", "[1}", "{}\u0000"
            })
    void shouldRefuseWhatIsNotJson(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void shouldRefuseEndlessNesting() {
        String deep = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);

        assertThat(JsonReader.read(deep)).isInstanceOf(Json.Array.class);
        assertThatThrownBy(() -> JsonReader.read("[" + deep + "]"))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("deeper");
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000))).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void shouldRefuseEndlessNumbers() {
        assertThatThrownBy(() -> JsonReader.read("9".repeat(10_000))).isInstanceOf(MalformedMessageException.class);
    }
}
