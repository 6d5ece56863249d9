// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.FileCalls;
import io.vfio4j.linux.call.MemoryCalls;
import io.vfio4j.linux.call.Native;
import java.lang.foreign.Arena;

/**
 * Makes memory of this process that can be shared: a memfd, zeroed, whose size is sealed, so that no peer can truncate
 * it.
 */
public final class MemoryFd {
    private MemoryFd() {}

    /**
     * Allocates memory.
     *
     * @param name as shown in {@code /proc/PID/maps}, at most 249 bytes
     * @param size bytes, at least 1
     * @throws VfioException EMFILE, ENOMEM and the like
     */
    public static MappedFile create(String name, long size) {
        return create(name, size, 0);
    }

    /**
     * Makes memory of huge pages; else as {@link #create(String, long)}.
     *
     * @param size bytes, a multiple of the page size
     * @param pageShift base 2 logarithm of the page size: 21 or 30 on x86-64
     * @throws VfioException ENOMEM when there are not enough free pages of that size, ENODEV or EINVAL when the kernel
     *     has none of that size
     */
    public static MappedFile createHuge(String name, long size, int pageShift) {
        return create(name, size, MemoryCalls.MFD_HUGETLB | pageShift << MemoryCalls.MFD_HUGE_SHIFT);
    }

    private static MappedFile create(String name, long size, int flags) {
        if (size <= 0) {
            throw new IllegalArgumentException("size must be positive: size=" + size);
        }
        FileDescriptor descriptor = open(name, size, flags);
        try {
            int seals = FileCalls.F_SEAL_SHRINK | FileCalls.F_SEAL_GROW;
            Native.check(
                    FileCalls.fcntl(descriptor.number(), FileCalls.F_ADD_SEALS, seals),
                    descriptor.name(),
                    "fcntl(F_ADD_SEALS)");
        } catch (VfioException failure) {
            descriptor.close();
            throw failure;
        }
        return MappedFile.map(descriptor, 0, size, true, true);
    }

    /** Opens a memfd of a size that is not sealed. */
    static FileDescriptor open(String name, long size) {
        return open(name, size, 0);
    }

    private static FileDescriptor open(String name, long size, int more) {
        try (Arena arena = Arena.ofConfined()) {
            int flags = MemoryCalls.MFD_CLOEXEC | MemoryCalls.MFD_ALLOW_SEALING | more;
            FileDescriptor descriptor = FileDescriptor.own(
                    MemoryCalls.memfdCreate(arena.allocateFrom(name), flags), "memfd " + name, "memfd_create");
            try {
                Native.check(FileCalls.ftruncate(descriptor.number(), size), descriptor.name(), "ftruncate");
            } catch (VfioException failure) {
                descriptor.close();
                throw failure;
            }
            return descriptor;
        }
    }
}
