// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vfio4j.pasid.PasidReporting;
import io.vfio4j.pci.structure.PasidCapability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasidOptionTest {

    @Test
    void shouldReadACapability() {
        assertThat(PasidOption.parse("width=20,exec,priv")).isEqualTo(new PasidCapability(20, true, true));
        assertThat(PasidOption.parse("priv,width=1")).isEqualTo(new PasidCapability(1, false, true));
        assertThat(PasidOption.parse("width=16")).isEqualTo(new PasidCapability(16, false, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "width=",
                "width=0",
                "width=21",
                "width=99999999999",
                "width=-1",
                "exec",
                "width=8,width=9",
                "width=8,exec,exec",
                "width=8,",
                "width=8 exec",
                "WIDTH=8",
                "width=0x10"
            })
    void shouldRefuseWhatIsNoCapability(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasidOption.parse(text))
                .withMessageStartingWith("--pasid takes width=1..20");
    }

    @Test
    void shouldReadTheFormsOfTheReport() {
        assertThat(PasidOption.parseReporting("translated")).isEqualTo(PasidReporting.TRANSLATED);
        assertThat(PasidOption.parseReporting("raw")).isEqualTo(PasidReporting.RAW);
        assertThat(PasidOption.parseReporting("masked")).isEqualTo(PasidReporting.masked(1));
        assertThat(PasidOption.parseReporting("masked:15")).isEqualTo(PasidReporting.masked(15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Raw", "masked:", "masked:0", "masked:16", "masked:x", "raw:1"})
    void shouldRefuseWhatIsNoForm(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasidOption.parseReporting(text))
                .withMessageStartingWith("--report takes translated, raw or masked");
    }
}
