// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import io.vfio4j.device.DmaSpace;
import io.vfio4j.device.Errno;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.MemoryCalls;
import io.vfio4j.linux.call.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Maps a descriptor's memory (mmap(2), MAP_SHARED). Any thread may use and close it; it is unmapped when no copy is
 * under way.
 */
public final class MappedFile implements SharedMemory {

    private final FileDescriptor descriptor;
    private final long offset;
    private final Arena arena;
    private final MemorySegment segment;

    private MappedFile(FileDescriptor descriptor, long offset, Arena arena, MemorySegment segment) {
        this.descriptor = descriptor;
        this.offset = offset;
        this.arena = arena;
        this.segment = segment;
    }

    /**
     * Maps part of a file, and takes over its descriptor: it is closed with the mapping, or when this fails.
     *
     * @param offset the first byte, a multiple of the page size
     * @param size bytes, at least 1
     * @param readable whether it will be read; what is writable is always readable
     * @param writable whether it will be written
     * @throws VfioException EINVAL for an offset or size that the file does not have or a mapping cannot have, EACCES
     *     when the descriptor does not permit it, ENODEV when it cannot be mapped at all
     */
    @SuppressWarnings("restricted") // The segment is exactly what the kernel has mapped.
    public static MappedFile map(
            FileDescriptor descriptor, long offset, long size, boolean readable, boolean writable) {
        Arena arena = Arena.ofShared();
        try {
            checkRange(descriptor, offset, size);
            if (!readable && !writable) {
                throw invalid(descriptor, "neither readable nor writable");
            }
            int protection = writable ? MemoryCalls.PROT_READ | MemoryCalls.PROT_WRITE : MemoryCalls.PROT_READ;
            long address;
            int number = descriptor.acquire("mmap");
            try {
                address = MemoryCalls.mmap(size, protection, MemoryCalls.MAP_SHARED, number, offset);
            } finally {
                descriptor.release();
            }
            if (address < 0) {
                throw Native.failure(address, descriptor.name(), "mmap");
            }
            MemorySegment mapping = MemorySegment.ofAddress(address).reinterpret(size, arena, MemoryCalls::munmap);
            return new MappedFile(descriptor, offset, arena, writable ? mapping : mapping.asReadOnly());
        } catch (Throwable failure) {
            arena.close();
            descriptor.close();
            throw failure;
        }
    }

    private static void checkRange(FileDescriptor descriptor, long offset, long size) {
        if (size <= 0 || offset < 0 || offset % DmaSpace.PAGE_SIZE != 0 || offset > Long.MAX_VALUE - size) {
            throw invalid(descriptor, "offset=0x%x size=0x%x".formatted(offset, size));
        }
        int number = descriptor.acquire("statx");
        try {
            FileStatus status = FileStatus.of(number, descriptor.name());
            if (status.regular() && offset + size > status.size()) {
                throw invalid(
                        descriptor,
                        "offset=0x%x size=0x%x exceed the file's 0x%x bytes".formatted(offset, size, status.size()));
            }
        } finally {
            descriptor.release();
        }
    }

    private static VfioException invalid(FileDescriptor descriptor, String why) {
        return new VfioException(descriptor.name(), "mmap", Errno.EINVAL, why);
    }

    @Override
    public long size() {
        return segment.byteSize();
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public long descriptorOffset() {
        return offset;
    }

    @Override
    public void read(long from, MemorySegment target, long at, long length) {
        PeerMemory.read(descriptor.name(), segment, from, target, at, length);
    }

    @Override
    public void write(long to, MemorySegment source, long at, long length) {
        PeerMemory.write(descriptor.name(), segment, to, source, at, length);
    }

    @Override
    public synchronized void close() {
        if (descriptor.isOpen()) {
            arena.close();
            descriptor.close();
        }
    }
}
