// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vfio4j.device.PasidFormat;
import io.vfio4j.pasid.PasidMatrix.Row;
import io.vfio4j.pasid.PasidMatrix.Verdict;
import io.vfio4j.pasid.PasidMatrix.Vmm;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasidMatrixTest {
    @Test
    void shouldHaveARowForEachHardwareFormAndVmm() {
        assertThat(PasidMatrix.compute()).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void shouldBeSafeInEveryFormForHardwareThatTheHostKnows() {
        assertThat(PasidMatrix.compute())
                .filteredOn(row -> row.hardware().version() == 1)
                .hasSize(6)
                .allSatisfy(row -> {
                    assertThat(row.verdict()).isEqualTo(Verdict.SAFE);
                    assertThat(row.guestRegister()).isEqualTo(0x1406);
                    assertThat(row.guestVersion()).isEqualTo(1);
                });
    }

    @Test
    void shouldLeakOnlyWhenARawReportIsPassedOn() {
        assertThat(PasidMatrix.compute())
                .filteredOn(row -> row.verdict() == Verdict.LEAK)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.format()).isEqualTo(PasidFormat.RAW);
                    assertThat(row.vmm()).isEqualTo(Vmm.PASSES_ON);
                    assertThat(row.hardware().version()).isEqualTo(2);
                    assertThat(row.reason()).contains("0x0010");
                });
    }

    @Test
    void shouldLeakARawReportToANewVmmOnAnOldHost() {
        assertThat(verdict(PasidMatrix.compute(1, 2), PasidFormat.RAW, Vmm.BUILDS))
                .isEqualTo(Verdict.LEAK);
        assertThat(verdict(PasidMatrix.compute(1, 2), PasidFormat.MASKED, Vmm.BUILDS))
                .isEqualTo(Verdict.LOSSY);
    }

    @Test
    void shouldLoseTheNewFieldOnlyWhenTranslatedOnceHostAndVmmKnowIt() {
        List<Row> rows = PasidMatrix.compute(2, 2);

        assertThat(verdict(rows, PasidFormat.TRANSLATED, Vmm.BUILDS)).isEqualTo(Verdict.LOSSY);
        assertThat(verdict(rows, PasidFormat.RAW, Vmm.BUILDS)).isEqualTo(Verdict.SAFE);
        assertThat(verdict(rows, PasidFormat.MASKED, Vmm.PASSES_ON)).isEqualTo(Verdict.SAFE);
    }

    @Test
    void shouldRefuseAVersionThatNobodyHasThoughtOf() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasidMatrix.compute(3, 1))
                .withMessageContaining("hostVersion=3");
    }

    private static Verdict verdict(List<Row> rows, PasidFormat format, Vmm vmm) {
        return rows.stream()
                .filter(row -> row.hardware().version() == 2 && row.format() == format && row.vmm() == vmm)
                .findFirst()
                .orElseThrow()
                .verdict();
    }
}
