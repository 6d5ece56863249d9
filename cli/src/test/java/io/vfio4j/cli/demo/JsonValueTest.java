// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {

    @Test
    void shouldReadWhatIsThere() throws IOException {
        JsonValue json = JsonValue.parse("{\"a\": [{\"b\": 27}, \"c\"], \"d\": true, \"e\": null}");

        assertThat(json.get("a").elements().getFirst().get("b").number()).isEqualTo(27);
        assertThat(json.get("a").elements().getLast().text()).isEqualTo("c");
        assertThat(json.get("d").flag()).isTrue();
    }

    @Test
    void shouldBeEmptyWhereNothingIs() throws IOException {
        JsonValue json = JsonValue.parse("{\"e\": null}");

        assertThat(json.get("e").text()).isEmpty();
        assertThat(json.get("x").get("y").number()).isZero();
        assertThat(json.get("x").elements()).isEmpty();
        assertThat(json.get("e").flag()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1, ", "{\"a\": ", "vfio: no"})
    void shouldRefuseWhatIsNoJson(String text) {
        assertThatThrownBy(() -> JsonValue.parse(text)).isInstanceOf(IOException.class);
    }
}
