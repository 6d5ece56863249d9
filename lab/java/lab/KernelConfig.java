// SPDX-License-Identifier: Apache-2.0
package lab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The configuration region that the kernel's vfio-pci offers for a function. The numbers
 * are those of include/uapi/linux/vfio.h.
 */
final class KernelConfig implements AutoCloseable {
    private static final long VFIO_DEVICE_GET_REGION_INFO = 0x3b6c;
    private static final long VFIO_DEVICE_RESET = 0x3b6f;
    private static final int VFIO_PCI_CONFIG_REGION_INDEX = 7;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(4096 + 64);
    private final OpenDevice device;
    private final long start;
    private final int size;

    /** Opens the function. */
    KernelConfig(String function) throws IOException {
        device = OpenDevice.of(function);
        MemorySegment region = arena.allocate(32);
        region.set(ValueLayout.JAVA_INT, 0, 32);
        region.set(ValueLayout.JAVA_INT, 8, VFIO_PCI_CONFIG_REGION_INDEX);
        OpenDevice.require(
                "VFIO_DEVICE_GET_REGION_INFO", Libc.ioctl(device.device(), VFIO_DEVICE_GET_REGION_INFO, region));
        size = (int) region.get(ValueLayout.JAVA_LONG, 16);
        start = region.get(ValueLayout.JAVA_LONG, 24);
    }

    int size() {
        return size;
    }

    /** Bytes read, or the negated errno. */
    long read(int offset, byte[] into, int length) {
        long result = Libc.pread(device.device(), buffer, length, start + offset);
        if (result > 0) {
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, 0, (int) result);
        }
        return result;
    }

    /** Bytes written, or the negated errno. */
    long write(int offset, byte[] from, int length) {
        MemorySegment.copy(from, 0, buffer, ValueLayout.JAVA_BYTE, 0, length);
        return Libc.pwrite(device.device(), buffer, length, start + offset);
    }

    /** 0, or the negated errno. */
    long reset() {
        return Libc.ioctl(device.device(), VFIO_DEVICE_RESET, MemorySegment.NULL);
    }

    @Override
    public void close() {
        device.close();
        arena.close();
    }
}
