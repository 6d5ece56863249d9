// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.FeatureFlags;
import io.vfio4j.device.PasidFeature;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pasid.PasidReporting;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class EmulatedDeviceFeatureTest {
    private static final int GET_PASID = FeatureFlags.GET | PasidFeature.PROPOSED_INDEX;

    private final PciFunction function = Endpoints.physical();
    private final MemorySegment data = MemorySegment.ofArray(new byte[8]);

    @Test
    void shouldReportPasidInEveryForm() {
        function.enablePasid();

        assertThat(report(function, PasidReporting.TRANSLATED)).isEqualTo(0x00140003);
        assertThat(report(function, PasidReporting.RAW)).isEqualTo(0x00011406);
        assertThat(report(function, PasidReporting.masked(1))).isEqualTo(0x00011406);
    }

    @Test
    void shouldReportThePhysicalFunctionsPasidForAVirtualOne() {
        PciFunction virtual = function.virtualFunctions().getFirst();
        assertThat(report(virtual, PasidReporting.TRANSLATED)).isZero();

        function.enablePasid();

        assertThat(report(virtual, PasidReporting.TRANSLATED)).isEqualTo(0x00140003);
    }

    @Test
    void shouldReportWidthZeroWherePasidIsNotEnabled() {
        assertThat(report(function, PasidReporting.TRANSLATED)).isZero();
    }

    @Test
    void shouldStayEnabledThroughOpeningAndReset() {
        function.enablePasid();
        EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO);

        device.reset();

        assertThat(device.feature(GET_PASID, data)).isEqualTo(4);
        assertThat(data.get(ValueLayout.JAVA_INT_UNALIGNED, 0)).isEqualTo(0x00140003);
    }

    @Test
    void shouldKnowNoOtherFeature() {
        EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO.withPasidIndex(14));

        assertThat(device.feature(FeatureFlags.PROBE | FeatureFlags.GET | 14, data))
                .isZero();
        assertErrno(Errno.ENOTTY, () -> device.feature(GET_PASID, data));
        assertErrno(Errno.EINVAL, () -> device.feature(FeatureFlags.GET | FeatureFlags.SET | 1, data));
        assertErrno(Errno.EINVAL, () -> device.feature(FeatureFlags.SET | 14, data));
        assertErrno(Errno.EINVAL, () -> device.feature(FeatureFlags.GET | 14, data.asSlice(0, 3)));
    }

    @Test
    void shouldKnowNoFeatureInTheHardwareView() {
        EmulatedDevice device = EmulatedDevice.open(function, EmulatedDeviceOptions.HARDWARE);

        assertErrno(Errno.ENOTTY, () -> device.feature(GET_PASID, data));
    }

    @Test
    void shouldReportNothingWithoutTheCapability() {
        EmulatedDevice device = EmulatedDevice.open(Endpoints.with(), EmulatedDeviceOptions.VFIO);

        assertErrno(Errno.ENOTTY, () -> device.feature(GET_PASID, data));
    }

    private int report(PciFunction of, PasidReporting reporting) {
        EmulatedDevice device = EmulatedDevice.open(of, EmulatedDeviceOptions.VFIO.withReporting(reporting));
        device.feature(GET_PASID, data);
        return data.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }
}
