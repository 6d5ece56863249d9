package io.vfio4j.emulation;

import io.vfio4j.device.VfioDevice;
import io.vfio4j.device.VfioPci;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads and writes a region by registers, as a test wants to say it. */
final class Access {
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final VfioDevice device;
    private final int region;

    private Access(VfioDevice device, int region) {
        this.device = device;
        this.region = region;
    }

    static Access toConfig(VfioDevice device) {
        return new Access(device, VfioPci.CONFIG_REGION);
    }

    static Access toRegion(VfioDevice device, int region) {
        return new Access(device, region);
    }

    /** Opens a function in the kernel's view and accesses its configuration space. */
    static Access toConfig(PciFunction function) {
        return toConfig(new EmulatedDevice(function, EmulatedDeviceOptions.VFIO));
    }

    VfioDevice device() {
        return device;
    }

    long read(long offset, int length) {
        MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
        device.read(region, offset, buffer, 0, length);
        return buffer.get(U64, 0);
    }

    int u8(long offset) {
        return (int) read(offset, 1);
    }

    int u16(long offset) {
        return (int) read(offset, 2);
    }

    int u32(long offset) {
        return (int) read(offset, 4);
    }

    void write(long offset, int length, long value) {
        MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
        buffer.set(U64, 0, value);
        device.write(region, offset, buffer, 0, length);
    }

    void u8(long offset, int value) {
        write(offset, 1, value);
    }

    void u16(long offset, int value) {
        write(offset, 2, value);
    }

    void u32(long offset, int value) {
        write(offset, 4, value);
    }
}
