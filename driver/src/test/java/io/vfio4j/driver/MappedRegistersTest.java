// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.RegionCapability.Area;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappedRegistersTest {
    @Test
    void shouldAccessThroughTheDeviceWhatMayNotBeMapped() {
        try (Arena arena = Arena.ofConfined();
                EmulatedDevice device = EmulatedDevice.open(
                        PciFunction.builder(1, 2).bar(0, 0x1000).build(), EmulatedDeviceOptions.HARDWARE)) {
            MemorySegment memory = arena.allocate(0x1000, 8);
            DeviceRegisters messages = new MessageRegisters(device, 0);
            DeviceRegisters registers =
                    new MappedRegisters(memory, List.of(new Area(0x100, 0x100), new Area(0x400, 8)), messages);
            for (long offset : new long[] {0, 0xf8, 0x100, 0x1f8, 0x200, 0x3f8, 0x400, 0x408}) {
                registers.u64(offset, 0x1122_3344_5566_7788L + offset);
                registers.u8(offset, 1);
                registers.u16(offset + 2, 2);
                registers.u32(offset + 4, 3);
                long expected = (3L << 32) | (2 << 16) | ((0x7788 + offset) & 0xff00) | 1;
                boolean mapped = (offset >= 0x100 && offset < 0x200) || offset == 0x400;
                assertThat(messages.u64(offset)).isEqualTo(mapped ? 0 : expected);
                assertThat(registers.u64(offset)).isEqualTo(expected);
                assertThat(registers.u32(offset + 4)).isEqualTo(3);
                assertThat(registers.u16(offset + 2)).isEqualTo(2);
                assertThat(registers.u8(offset)).isEqualTo(1);
            }
        }
    }
}
