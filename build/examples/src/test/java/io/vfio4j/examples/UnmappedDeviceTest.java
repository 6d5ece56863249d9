// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.VfioDevice;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.function.BarContents;
import io.vfio4j.emulation.function.PciFunction;
import io.vfio4j.linux.EventFd;
import io.vfio4j.linux.SharedBuffer;
import io.vfio4j.testing.DeviceChecks;
import io.vfio4j.testing.VfioDeviceContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnmappedDeviceTest extends VfioDeviceContract {
    private final SharedBuffer memory = SharedBuffer.allocate(4096);

    @Override
    protected VfioDevice open() {
        return new UnmappedDevice(mappable());
    }

    @Override
    protected DeviceChecks.TestEvent event() {
        return new CountedEvent(EventFd.create());
    }

    private EmulatedDevice mappable() {
        return EmulatedDevice.open(PciFunction.builder(0x1b36, 0x00f9)
                .pciExpress()
                .msix(4)
                .bar(0, 4096, BarContents.of(memory))
                .build());
    }

    @AfterEach
    void free() {
        memory.close();
    }

    @Test
    void shouldLetNoRegionBeMapped() {
        try (VfioDevice inner = mappable();
                VfioDevice device = open()) {
            assertThat(inner.regionInfo(0).mappable()).isTrue();
            assertThat(inner.regionMemory(0)).isPresent();
            assertThat(device.regionInfo(0).mappable()).isFalse();
            assertThat(device.regionMemory(0)).isEmpty();
        }
    }

    /** An eventfd, whose counter says how often it was signalled. */
    private record CountedEvent(EventFd event) implements DeviceChecks.TestEvent {
        @Override
        public long signals() {
            return event.await(0);
        }

        @Override
        public int descriptor() {
            return event.descriptor();
        }

        @Override
        public void signal() {
            event.signal();
        }

        @Override
        public EventDescriptor duplicate() {
            return event.duplicate();
        }

        @Override
        public void close() {
            event.close();
        }
    }
}
