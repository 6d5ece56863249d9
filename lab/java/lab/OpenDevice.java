// SPDX-License-Identifier: Apache-2.0
package lab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A function that vfio-pci holds, opened: by its character device and iommufd where the kernel has that, else by its
 * group and a container. The numbers are those of include/uapi/linux/vfio.h.
 *
 * @param way {@code iommufd} or {@code group}
 * @param device the device's descriptor
 * @param others further descriptors that keep the device's I/O address space alive
 */
record OpenDevice(String way, int device, int... others) implements AutoCloseable {
    private static final long VFIO_GROUP_GET_DEVICE_FD = 0x3b6a;
    private static final long VFIO_GROUP_GET_STATUS = 0x3b67;
    private static final long VFIO_GROUP_SET_CONTAINER = 0x3b68;
    private static final long VFIO_SET_IOMMU = 0x3b66;
    private static final long VFIO_DEVICE_BIND_IOMMUFD = 0x3b76;
    private static final int VFIO_GROUP_FLAGS_VIABLE = 1;
    private static final int VFIO_TYPE1V2_IOMMU = 3;

    /** Opens it; this is when vfio-pci takes the function over and resets it. */
    static OpenDevice of(String function) throws IOException {
        return Files.exists(Path.of("/dev/iommu")) ? byCharacterDevice(function) : byGroup(function);
    }

    private static OpenDevice byCharacterDevice(String function) throws IOException {
        Path node;
        try (Stream<Path> entries = Files.list(sysfs(function).resolve("vfio-dev"))) {
            node = Path.of("/dev/vfio/devices")
                    .resolve(entries.findFirst().orElseThrow().getFileName());
        }
        int iommu = open("/dev/iommu");
        int device = open(node.toString());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bind = arena.allocate(16);
            bind.set(ValueLayout.JAVA_INT, 0, 16);
            bind.set(ValueLayout.JAVA_INT, 8, iommu);
            require("VFIO_DEVICE_BIND_IOMMUFD", Libc.ioctl(device, VFIO_DEVICE_BIND_IOMMUFD, bind));
        }
        return new OpenDevice("iommufd", device, iommu);
    }

    private static OpenDevice byGroup(String function) throws IOException {
        Path number = sysfs(function).resolve("iommu_group").toRealPath().getFileName();
        int container = open("/dev/vfio/vfio");
        int group = open("/dev/vfio/" + number);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(8);
            status.set(ValueLayout.JAVA_INT, 0, 8);
            require("VFIO_GROUP_GET_STATUS", Libc.ioctl(group, VFIO_GROUP_GET_STATUS, status));
            if ((status.get(ValueLayout.JAVA_INT, 4) & VFIO_GROUP_FLAGS_VIABLE) == 0) {
                throw new IOException("group " + number + " is not viable");
            }
            MemorySegment descriptor = arena.allocate(4);
            descriptor.set(ValueLayout.JAVA_INT, 0, container);
            require("VFIO_GROUP_SET_CONTAINER", Libc.ioctl(group, VFIO_GROUP_SET_CONTAINER, descriptor));
            MemorySegment type = MemorySegment.ofAddress(VFIO_TYPE1V2_IOMMU);
            require("VFIO_SET_IOMMU", Libc.ioctl(container, VFIO_SET_IOMMU, type));
            int device = require(
                    "VFIO_GROUP_GET_DEVICE_FD",
                    Libc.ioctl(group, VFIO_GROUP_GET_DEVICE_FD, arena.allocateFrom(function)));
            return new OpenDevice("group", device, group, container);
        }
    }

    @Override
    public void close() {
        Libc.close(device);
        for (int other : others) {
            Libc.close(other);
        }
    }

    static int require(String operation, int result) throws IOException {
        if (result < 0) {
            throw new IOException(operation + ": errno " + -result);
        }
        return result;
    }

    private static int open(String node) throws IOException {
        return require("open " + node, Libc.open(node));
    }

    private static Path sysfs(String function) {
        return Path.of("/sys/bus/pci/devices", function);
    }
}
