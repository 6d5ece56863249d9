// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class IommuModelTest {
    private static final int NONE = 0;
    private static final int INTEL_VTD = 1;
    private static final int ARM_SMMUV3 = 2;
    private static final int AMD = 4;

    private final MemorySegment data = MemorySegment.ofArray(new byte[64]);

    @Test
    void shouldReadThePasidWidthOfVtdFromItsExtendedCapabilities() {
        data.set(JAVA_LONG_UNALIGNED, 8, 0xd2008c40660462L);
        data.set(JAVA_LONG_UNALIGNED, 16, 1L << 40 | 19L << 35);

        IommuModel model = IommuModel.decode(INTEL_VTD, data);

        assertThat(model).isEqualTo(new IommuModel.IntelVtd(0xd2008c40660462L, 1L << 40 | 19L << 35));
        assertThat(model.pasidWidth()).isEqualTo(20);
        assertThat(model).hasToString("Intel VT-d with PASIDs of 20 bits");
    }

    @Test
    void shouldKnowThatVtdWithoutPasidHasNone() {
        data.set(JAVA_LONG_UNALIGNED, 16, 19L << 35);

        assertThat(IommuModel.decode(INTEL_VTD, data).pasidWidth()).isZero();
        assertThat(IommuModel.decode(INTEL_VTD, data)).hasToString("Intel VT-d without PASID");
    }

    @Test
    void shouldReadThePasidWidthOfSmmuV3FromSsidsize() {
        data.set(JAVA_INT_UNALIGNED, 8 + 4, 16 << 6 | 1 << 21 | 0x3f);

        assertThat(IommuModel.decode(ARM_SMMUV3, data).pasidWidth()).isEqualTo(16);
    }

    @Test
    void shouldReadThePasidWidthOfAmdFromPasMax() {
        data.set(JAVA_LONG_UNALIGNED, 0, 1L << 4 | 0xfL << 32);

        assertThat(IommuModel.decode(AMD, data).pasidWidth()).isEqualTo(16);
        assertThat(new IommuModel.Amd(0xfL << 32, 0).pasidWidth())
                .as("without GTSup")
                .isZero();
    }

    @Test
    void shouldTakeLessThanAModelNeedsForNothingTold() {
        assertThat(IommuModel.decode(INTEL_VTD, data.asSlice(0, 23))).isEqualTo(new IommuModel.Other(INTEL_VTD));
        assertThat(IommuModel.decode(NONE, data.asSlice(0, 0))).hasToString("");
        assertThat(IommuModel.decode(77, data)).hasToString("type 77");
    }
}
