// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.RegionCapability;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.PciFunctionBuilder;
import io.vfio4j.emulation.testing.Endpoints;
import io.vfio4j.pci.Bar;
import io.vfio4j.pci.structure.MsixCapability;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmulatedDeviceMappableTest {
    private final SharedMemory memory = new HeapMemory(0x4000);

    @Test
    void shouldOfferSharedMemoryForMapping() {
        EmulatedDevice device = open(Endpoints.plain().contents(0, BarContents.of(memory)));

        assertThat(device.regionInfo(0).mappable()).isTrue();
        assertThat(device.regionInfo(0).capabilities()).isEmpty();
        assertThat(device.regionMemory(0)).containsSame(memory);
        assertThat(device.regionInfo(2).mappable()).isFalse();
        assertThat(device.regionMemory(2)).isEmpty();
        assertThat(device.regionMemory(7)).isEmpty();
    }

    @Test
    void shouldSayThatTheMsixTableMayBeMappedWithTheRest() {
        EmulatedDevice device = open(
                Endpoints.plain().contents(0, BarContents.of(memory)).capability(MsixCapability.of(8, 0, 0, 0x800)));

        assertThat(device.regionInfo(0).capabilities()).isEqualTo(List.of(new RegionCapability.MsixMappable()));
    }

    @Test
    void shouldNotOfferLessThanAPageForMapping() {
        EmulatedDevice device = open(Endpoints.plain()
                .bar(new Bar(0, Bar.Type.MEMORY_32, false, 0xfe000000L, 0x800))
                .contents(0, BarContents.of(new HeapMemory(0x800))));

        assertThat(device.regionInfo(0).mappable()).isFalse();
    }

    private static EmulatedDevice open(PciFunctionBuilder builder) {
        return EmulatedDevice.open(builder.build(), EmulatedDeviceOptions.VFIO);
    }

    /** Memory of this process that passes for shared. */
    private record HeapMemory(MemorySegment segment) implements SharedMemory {
        private HeapMemory(int size) {
            this(MemorySegment.ofArray(new byte[size]));
        }

        @Override
        public long size() {
            return segment.byteSize();
        }

        @Override
        public void read(long offset, MemorySegment target, long at, long length) {
            MemorySegment.copy(segment, offset, target, at, length);
        }

        @Override
        public void write(long offset, MemorySegment source, long at, long length) {
            MemorySegment.copy(source, at, segment, offset, length);
        }

        @Override
        public int descriptor() {
            return 0;
        }

        @Override
        public long descriptorOffset() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
