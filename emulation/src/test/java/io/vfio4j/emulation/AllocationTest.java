// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.testing.Allocation;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private int round;

    private final MemorySegment buffer = MemorySegment.ofArray(new byte[64]);

    @Test
    void shouldAllocateNothingForConfigAndBarAccesses() {
        EmulatedDevice device = EmulatedDevice.open(Endpoints.physical(), EmulatedDeviceOptions.VFIO);

        assertThat(Allocation.leastPerCall(() -> accesses(device))).isZero();
    }

    @Test
    void shouldAllocateNothingInTheHardwareView() {
        EmulatedDevice device = EmulatedDevice.open(Endpoints.physical(), EmulatedDeviceOptions.HARDWARE);

        assertThat(Allocation.leastPerCall(() -> accesses(device))).isZero();
    }

    private void accesses(EmulatedDevice device) {
        device.read(VfioPci.CONFIG_REGION, 0, buffer, 0, 64);
        device.read(VfioPci.CONFIG_REGION, 0x100 + (round++ & 0xff), buffer, 0, 4);
        device.write(VfioPci.CONFIG_REGION, 0x04, buffer, 4, 2);
        device.write(VfioPci.CONFIG_REGION, 0x10, buffer, 16, 4);
        device.write(0, 0x100, buffer, 0, 8);
        device.read(0, 0x100, buffer, 0, 8);
        device.read(4, 0, buffer, 0, 16);
    }
}
