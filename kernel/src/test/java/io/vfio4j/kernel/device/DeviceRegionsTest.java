package io.vfio4j.kernel.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioPci;
import org.junit.jupiter.api.Test;

class DeviceRegionsTest {
    @Test
    void shouldSayWhyAnAccessFailed() {
        assertThat(DeviceRegions.explain(VfioPci.BAR0_REGION, false, Errno.EIO))
                .contains("off in the command register");
        assertThat(DeviceRegions.explain(VfioPci.BAR0_REGION, true, Errno.EBUSY))
                .contains("framebuffer");
        assertThat(DeviceRegions.explain(VfioPci.BAR0_REGION, true, Errno.ENODEV))
                .contains("could not map");
        assertThat(DeviceRegions.explain(VfioPci.BAR0_REGION, true, Errno.EINVAL))
                .contains("outside of the region");
        assertThat(DeviceRegions.explain(VfioPci.CONFIG_REGION, false, Errno.EFAULT))
                .contains("outside");
        assertThat(DeviceRegions.explain(VfioPci.CONFIG_REGION, false, Errno.EIO))
                .contains("did not wake")
                .doesNotContain("command");
    }

    @Test
    void shouldCallTheRomReadOnlyWhenItIsWritten() {
        assertThat(DeviceRegions.explain(VfioPci.ROM_REGION, true, Errno.EINVAL))
                .contains("read-only");
        assertThat(DeviceRegions.explain(VfioPci.ROM_REGION, false, Errno.EINVAL))
                .contains("outside of the region");
    }
}
