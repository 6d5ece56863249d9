// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.testing;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioPci;
import io.vfio4j.emulation.EmulatedDevice;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.function.PciFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads and writes a region by registers, as a test wants to say it. */
public final class Access {
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final VfioDevice device;
    private final int region;

    private Access(VfioDevice device, int region) {
        this.device = device;
        this.region = region;
    }

    public static Access toConfig(VfioDevice device) {
        return new Access(device, VfioPci.CONFIG_REGION);
    }

    public static Access toRegion(VfioDevice device, int region) {
        return new Access(device, region);
    }

    /** Opens a function in the kernel's view and accesses its configuration space. */
    public static Access toConfig(PciFunction function) {
        return toConfig(EmulatedDevice.open(function, EmulatedDeviceOptions.VFIO));
    }

    public VfioDevice device() {
        return device;
    }

    public long read(long offset, int length) {
        MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
        device.read(region, offset, buffer, 0, length);
        return buffer.get(U64, 0);
    }

    public int u8(long offset) {
        return (int) read(offset, 1);
    }

    public int u16(long offset) {
        return (int) read(offset, 2);
    }

    public int u32(long offset) {
        return (int) read(offset, 4);
    }

    public void write(long offset, int length, long value) {
        MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
        buffer.set(U64, 0, value);
        device.write(region, offset, buffer, 0, length);
    }

    public void u8(long offset, int value) {
        write(offset, 1, value);
    }

    public void u16(long offset, int value) {
        write(offset, 2, value);
    }

    public void u32(long offset, int value) {
        write(offset, 4, value);
    }
}
