// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PciAddressTest {

    @ParameterizedTest
    @CsvSource({
        "00:1f.7, 0000:00:1f.7",
        "0003:01:00.0, 0003:01:00.0",
        "10000:E1:00.0, 10000:e1:00.0",
        "ffffffff:ff:1f.7, ffffffff:ff:1f.7"
    })
    void shouldReadWithAndWithoutDomain(String text, String written) {
        assertThat(PciAddress.parse(text)).hasToString(written);
        assertThat(PciAddress.parse(written)).isEqualTo(PciAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "00:20.0", "00:00.8", "0:00.0", "000:00:00.0", "123456789:00:00.0", "00:00.0 ", "g0:00.0"})
    void shouldRefuseOtherTexts(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PciAddress.parse(text))
                .withMessageContaining("DDDD:BB:DD.F");
    }

    @Test
    void shouldRefuseValuesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PciAddress(0, 0x100, 0, 0))
                .withMessage("bus must be 0 to 0xff: bus=256");
        assertThatIllegalArgumentException().isThrownBy(() -> new PciAddress(-1, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new PciAddress(0, 0, 0x20, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new PciAddress(0, 0, 0, 8));
    }

    @Test
    void shouldOrderByDomainThenBusThenDeviceThenFunction() {
        assertThat(PciAddress.parse("0001:00:00.0")).isGreaterThan(PciAddress.parse("ff:1f.7"));
        assertThat(PciAddress.parse("01:00.0")).isGreaterThan(PciAddress.parse("00:1f.7"));
        assertThat(PciAddress.parse("00:01.0")).isGreaterThan(PciAddress.parse("00:00.7"));
        assertThat(PciAddress.parse("00:00.1")).isGreaterThan(PciAddress.parse("00:00.0"));
    }
}
