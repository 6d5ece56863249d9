// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;

class FeatureFlagsTest {
    private static final int GET = FeatureFlags.GET;
    private static final int SET = FeatureFlags.SET;
    private static final int PROBE = FeatureFlags.PROBE;

    @Test
    void shouldRefuseGetTogetherWithSetUnlessProbing() {
        assertInvalid(() -> FeatureFlags.checkWellFormed("device", GET | SET));
        assertThatNoException().isThrownBy(() -> FeatureFlags.checkWellFormed("device", GET | SET | PROBE));
    }

    @Test
    void shouldRefuseUnknownFlags() {
        assertInvalid(() -> FeatureFlags.checkWellFormed("device", GET | 1 << 19));
        assertInvalid(() -> FeatureFlags.checkWellFormed("device", GET | 1 << 31));
    }

    @Test
    void shouldCarryOutOnlyASupportedOperation() {
        assertThat(FeatureFlags.check("device", GET, 4, GET, 4)).isTrue();
        assertInvalid(() -> FeatureFlags.check("device", SET, 4, GET, 4));
        assertInvalid(() -> FeatureFlags.check("device", 0, 4, GET, 4));
    }

    @Test
    void shouldCarryOutNothingOnProbe() {
        assertThat(FeatureFlags.check("device", PROBE, 0, GET, 4)).isFalse();
        assertThat(FeatureFlags.check("device", PROBE | GET, 0, GET, 4)).isFalse();
        assertInvalid(() -> FeatureFlags.check("device", PROBE | SET, 0, GET, 4));
    }

    @Test
    void shouldDescribeARequestInTheKernelsWords() {
        assertThat(FeatureFlags.describe(11 | GET | PROBE)).isEqualTo("VFIO_DEVICE_FEATURE(11, PROBE|GET)");
        assertThat(FeatureFlags.describe(11)).isEqualTo("VFIO_DEVICE_FEATURE(11, none)");
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }
}
