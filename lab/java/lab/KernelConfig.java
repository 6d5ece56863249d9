package lab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The configuration region that the kernel's vfio-pci offers for a function, through its character device. The numbers
 * are those of include/uapi/linux/vfio.h.
 */
final class KernelConfig implements AutoCloseable {
    private static final long VFIO_DEVICE_GET_REGION_INFO = 0x3b6c;
    private static final long VFIO_DEVICE_BIND_IOMMUFD = 0x3b76;
    private static final int VFIO_PCI_CONFIG_REGION_INDEX = 7;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(4096 + 64);
    private final int iommu;
    private final int device;
    private final long start;
    private final int size;

    /** Opens it; this is when vfio-pci takes the function over and resets it. */
    KernelConfig(String function) throws IOException {
        iommu = require("open /dev/iommu", Libc.open("/dev/iommu"));
        device = require("open " + node(function), Libc.open(node(function).toString()));
        MemorySegment bind = arena.allocate(16);
        bind.set(ValueLayout.JAVA_INT, 0, 16);
        bind.set(ValueLayout.JAVA_INT, 8, iommu);
        require("VFIO_DEVICE_BIND_IOMMUFD", Libc.ioctl(device, VFIO_DEVICE_BIND_IOMMUFD, bind));
        MemorySegment region = arena.allocate(32);
        region.set(ValueLayout.JAVA_INT, 0, 32);
        region.set(ValueLayout.JAVA_INT, 8, VFIO_PCI_CONFIG_REGION_INDEX);
        require("VFIO_DEVICE_GET_REGION_INFO", Libc.ioctl(device, VFIO_DEVICE_GET_REGION_INFO, region));
        size = (int) region.get(ValueLayout.JAVA_LONG, 16);
        start = region.get(ValueLayout.JAVA_LONG, 24);
    }

    int size() {
        return size;
    }

    /** Bytes read, or the negated errno. */
    long read(int offset, byte[] into, int length) {
        long result = Libc.pread(device, buffer, length, start + offset);
        if (result > 0) {
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, 0, (int) result);
        }
        return result;
    }

    /** Bytes written, or the negated errno. */
    long write(int offset, byte[] from, int length) {
        MemorySegment.copy(from, 0, buffer, ValueLayout.JAVA_BYTE, 0, length);
        return Libc.pwrite(device, buffer, length, start + offset);
    }

    @Override
    public void close() {
        Libc.close(device);
        Libc.close(iommu);
        arena.close();
    }

    private static Path node(String function) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/sys/bus/pci/devices", function, "vfio-dev"))) {
            return Path.of("/dev/vfio/devices")
                    .resolve(entries.findFirst().orElseThrow().getFileName());
        }
    }

    private static int require(String operation, int result) throws IOException {
        if (result < 0) {
            throw new IOException(operation + ": errno " + -result);
        }
        return result;
    }
}
