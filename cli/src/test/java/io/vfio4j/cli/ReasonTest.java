// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vfio4j.cli.console.Failure;
import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.KernelDevice;
import io.vfio4j.pci.PciAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
    @Test
    void shouldSayWhatToTryWhenAServerCannotBeReached() {
        assertThat(Reason.of(new VfioException("vfio-user:/run/x", "connect", Errno.ENOENT)))
                .endsWith("is the path right, and is the server running?");
        assertThat(Reason.of(new VfioException("vfio-user:/run/x", "connect", Errno.EACCES)))
                .endsWith("run as the user who serves it");
    }

    @ParameterizedTest
    @EnumSource(Errno.class)
    void shouldNotSpeakOfServersWhenTheKernelRefuses(Errno errno) {
        VfioException failure = new VfioException("pci:0000:3a:00.0", "open(/dev/iommu)", errno, "the kernel has none");

        assertThat(Reason.of(failure)).isEqualTo(failure.getMessage());
    }

    @Test
    void shouldNameTheCommandForAFunctionThatIsNotThere() {
        assertThatExceptionOfType(VfioException.class)
                .isThrownBy(() -> KernelDevice.open(PciAddress.parse("ffff:ff:1f.7")))
                .satisfies(failure -> assertThat(Reason.of(failure))
                        .isEqualTo("pci:ffff:ff:1f.7: open: ENODEV"
                                + " (this machine has no such function; vfio ls shows which it has)"));
    }

    @Test
    void shouldPassOnWhatIsNoErrno() {
        assertThat(Reason.of(new Failure("dump:x: there is no such file"))).isEqualTo("dump:x: there is no such file");
    }
}
