package io.vfio4j.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vfio4j.device.VfioPci;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int ROUNDS = 50_000;

    private final MemorySegment buffer = MemorySegment.ofArray(new byte[64]);

    @Test
    void shouldAllocateNothingForConfigAndBarAccesses() {
        EmulatedDevice device = new EmulatedDevice(Endpoints.physical(), EmulatedDeviceOptions.VFIO);

        assertThat(allocatedPerRound(device)).isLessThan(1.0);
    }

    @Test
    void shouldAllocateNothingInTheHardwareView() {
        EmulatedDevice device = new EmulatedDevice(Endpoints.physical(), EmulatedDeviceOptions.HARDWARE);

        assertThat(allocatedPerRound(device)).isLessThan(1.0);
    }

    private double allocatedPerRound(EmulatedDevice device) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        accesses(device);
        accesses(device);
        long before = threads.getThreadAllocatedBytes(thread);
        accesses(device);
        return (threads.getThreadAllocatedBytes(thread) - before) / (double) ROUNDS;
    }

    private void accesses(EmulatedDevice device) {
        for (int round = 0; round < ROUNDS; round++) {
            device.read(VfioPci.CONFIG_REGION, 0, buffer, 0, 64);
            device.read(VfioPci.CONFIG_REGION, 0x100 + (round & 0xff), buffer, 0, 4);
            device.write(VfioPci.CONFIG_REGION, 0x04, buffer, 4, 2);
            device.write(VfioPci.CONFIG_REGION, 0x10, buffer, 16, 4);
            device.write(0, 0x100, buffer, 0, 8);
            device.read(0, 0x100, buffer, 0, 8);
            device.read(4, 0, buffer, 0, 16);
        }
    }
}
