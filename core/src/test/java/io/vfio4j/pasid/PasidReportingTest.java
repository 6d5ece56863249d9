// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vfio4j.pci.structure.PasidStructure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasidReportingTest {
    private static final int ENABLED = 1;
    private static final PasidReporting TRANSLATED = PasidReporting.TRANSLATED;
    private static final PasidReporting RAW = PasidReporting.RAW;
    private static final PasidReporting MASKED = PasidReporting.masked(1);

    @ParameterizedTest
    @CsvSource({"0x1406, 0x00140003", "0x1402, 0x00140001", "0x1004, 0x00100002", "0x0100, 0x00010000"})
    void shouldTranslateExecutePrivilegedAndWidth(String register, String data) {
        PasidStructure structure = new PasidStructure(1, Integer.decode(register), ENABLED);

        assertThat(TRANSLATED.report(structure).bits()).isEqualTo(Integer.decode(data));
    }

    @Test
    void shouldReportTheRawRegisterAndVersionWithEveryBit() {
        assertThat(RAW.report(new PasidStructure(3, 0xf4ff, ENABLED)).bits()).isEqualTo(0x0003f4ff);
    }

    @Test
    void shouldMaskWhatTheHostDoesNotKnow() {
        assertThat(MASKED.report(new PasidStructure(3, 0xf4ff, ENABLED)).bits()).isEqualTo(0x00011406);
    }

    @Test
    void shouldNotClaimAVersionThatTheHardwareDoesNotHave() {
        assertThat(PasidReporting.masked(2)
                        .report(new PasidStructure(1, 0x1406, ENABLED))
                        .bits())
                .isEqualTo(0x00011406);
    }

    @Test
    void shouldReportWidthZeroInEveryFormWhenNotEnabled() {
        PasidStructure disabled = new PasidStructure(1, 0x1406, 0);

        assertThat(TRANSLATED.report(disabled).bits()).isZero();
        assertThat(RAW.report(disabled).bits()).isEqualTo(0x00010006);
        assertThat(MASKED.report(disabled).bits()).isEqualTo(0x00010006);
    }

    @Test
    void shouldRefuseAVersionThatDoesNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasidReporting.masked(16))
                .withMessageContaining("version=16");
        assertThatIllegalArgumentException().isThrownBy(() -> PasidReporting.masked(0));
    }

    @ParameterizedTest
    @CsvSource({"0, true, true", "20, false, true", "31, true, false", "1, false, false"})
    void shouldReadBackWhatItEncodes(int width, boolean execute, boolean privileged) {
        int register = width << 8 | (execute ? 2 : 0) | (privileged ? 4 : 0);
        PasidStructure structure = new PasidStructure(1, register, ENABLED);

        for (PasidReporting form : new PasidReporting[] {TRANSLATED, RAW, MASKED}) {
            PasidOffer offer = PasidOffer.ofFeature(form.report(structure));
            assertThat(offer.width()).isEqualTo(width);
            assertThat(offer.execute()).isEqualTo(execute);
            assertThat(offer.privileged()).isEqualTo(privileged);
        }
    }
}
