// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.VfioException;
import io.vfio4j.pci.structure.PasidStructure;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasidReportFeatureTest {
    private static final int INDEX = 11;
    private static final int GET = FeatureFlags.GET;
    private static final int SET = FeatureFlags.SET;
    private static final int PROBE = FeatureFlags.PROBE;

    private final PasidReportFeature feature = new PasidReportFeature("device", PasidReporting.TRANSLATED, INDEX);
    private final Optional<PasidStructure> structure = Optional.of(new PasidStructure(1, 0x1406, 7));
    private final byte[] data = {-1, -1, -1, -1, -1, -1};

    @Test
    void shouldFillFourBytesOnGet() {
        assertThat(answer(GET, structure)).isEqualTo(4);
        assertThat(data).containsExactly(3, 0, 20, 0, -1, -1);
    }

    @ParameterizedTest
    @ValueSource(ints = {PROBE, PROBE | GET})
    void shouldSucceedWithoutDataOnProbe(int operation) {
        assertThat(feature.answer(INDEX | operation, MemorySegment.ofArray(new byte[0]), structure))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {SET, PROBE | SET, PROBE | GET | SET, 0})
    void shouldRefuseSetAndNothing(int operation) {
        assertErrno(Errno.EINVAL, operation, structure);
        assertThat(data).containsOnly(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void shouldRefuseTooLittleData(int size) {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> feature.answer(INDEX | GET, MemorySegment.ofArray(new byte[size]), structure))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .withMessageContaining(size + " bytes of data, needs 4");
    }

    @ParameterizedTest
    @ValueSource(ints = {GET, PROBE, PROBE | GET})
    void shouldSayNotSupportedWithoutACapability(int operation) {
        assertErrno(Errno.ENOTTY, operation, Optional.empty());
    }

    private void assertErrno(Errno errno, int operation, Optional<PasidStructure> of) {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> answer(operation, of))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }

    private int answer(int operation, Optional<PasidStructure> of) {
        return feature.answer(INDEX | operation, MemorySegment.ofArray(data), of);
    }
}
