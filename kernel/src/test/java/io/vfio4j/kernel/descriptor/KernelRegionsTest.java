// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioPci;
import org.junit.jupiter.api.Test;

class KernelRegionsTest {
    @Test
    void shouldSayWhyAnAccessFailed() {
        assertThat(KernelRegions.explain(VfioPci.BAR0_REGION, false, Errno.EIO))
                .contains("off in the command register");
        assertThat(KernelRegions.explain(VfioPci.BAR0_REGION, true, Errno.EBUSY))
                .contains("framebuffer");
        assertThat(KernelRegions.explain(VfioPci.BAR0_REGION, true, Errno.ENODEV))
                .contains("could not map");
        assertThat(KernelRegions.explain(VfioPci.BAR0_REGION, true, Errno.EINVAL))
                .contains("outside of the region");
        assertThat(KernelRegions.explain(VfioPci.CONFIG_REGION, false, Errno.EFAULT))
                .contains("outside");
        assertThat(KernelRegions.explain(VfioPci.CONFIG_REGION, false, Errno.EIO))
                .contains("did not wake")
                .doesNotContain("command");
    }

    @Test
    void shouldCallTheRomReadOnlyWhenItIsWritten() {
        assertThat(KernelRegions.explain(VfioPci.ROM_REGION, true, Errno.EINVAL))
                .contains("read-only");
        assertThat(KernelRegions.explain(VfioPci.ROM_REGION, false, Errno.EINVAL))
                .contains("outside of the region");
    }
}
