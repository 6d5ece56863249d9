// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static io.vfio4j.testing.ErrnoAssert.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.DmaRegion;
import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.SegmentMemory;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.emulation.testing.Access;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.Registers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class EmulatedDeviceDmaTest {
    private static final int BUS_MASTER = 0x0004;

    private final PciFunction function = Endpoints.with();
    private final EmulatedDevice device =
            EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO.withMaxDmaRegions(2));
    private final MemorySegment memory = MemorySegment.ofArray(new byte[4096]);
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[8]);

    @Test
    void shouldReachWhatItsUserMappedOnceItIsBusMaster() {
        device.mapDma(region(0x10000));
        assertThat(assertErrno(Errno.EFAULT, () -> function.bus().readMemory(0x10000, buffer, 0, 4)))
                .hasMessageContaining("bus mastering");

        Access.toConfig(device).u16(Registers.COMMAND, BUS_MASTER | 2);
        buffer.set(ValueLayout.JAVA_INT_UNALIGNED, 0, 0x12345678);
        function.bus().writeMemory(0x10010, buffer, 0, 4);
        assertThat(memory.get(ValueLayout.JAVA_INT_UNALIGNED, 0x10)).isEqualTo(0x12345678);
        function.bus().readMemory(0x10010, buffer, 4, 4);
        assertThat(buffer.get(ValueLayout.JAVA_INT_UNALIGNED, 4)).isEqualTo(0x12345678);

        assertThat(DmaSpace.bytes(device.unmapDma(0x10000, 0x1000))).isEqualTo(0x1000);
        assertErrno(Errno.EFAULT, () -> function.bus().readMemory(0x10000, buffer, 0, 4));
    }

    @Test
    void shouldBoundTheMappings() {
        device.mapDma(region(0x10000));
        device.mapDma(region(0x20000));

        assertErrno(Errno.ENOSPC, () -> device.mapDma(region(0x30000)));
        assertThat(DmaSpace.bytes(device.unmapAllDma())).isEqualTo(0x2000);
        assertThat(device.unmapAllDma()).isEmpty();
    }

    @Test
    void shouldReachNothingWhenClosed() {
        device.mapDma(region(0x10000));
        Access.toConfig(device).u16(Registers.COMMAND, BUS_MASTER | 2);

        device.close();

        assertErrno(Errno.EFAULT, () -> function.bus().readMemory(0x10000, buffer, 0, 4));
        assertThat(device.unmapAllDma()).isEmpty();
    }

    private DmaRegion region(long iova) {
        return new DmaRegion(iova, 4096, true, true, new SegmentMemory(memory));
    }
}
