// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import io.vfio4j.device.Errno;
import io.vfio4j.device.EventDescriptor;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.call.DeviceCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Reads, writes and controls an open device node, or a descriptor that an ioctl returned.
 *
 * <p>Any thread may close it, twice if it likes; every other call is made by one thread at a time. Reads and writes go
 * through a buffer of this object, so that a heap segment will do and a caller's segment that is closed meanwhile harms
 * nobody.
 */
public final class DeviceFile implements AutoCloseable {
    /** Bytes that one pread(2) or pwrite(2) moves at most: all of a configuration space. */
    public static final int CHUNK = 4096;

    private static final long ALIGNMENT = 8;

    private final FileDescriptor descriptor;
    private final MemorySegment buffer = Arena.ofAuto().allocate(CHUNK, ALIGNMENT);

    private DeviceFile(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a node for reading and writing.
     *
     * @throws VfioException ENOENT when there is none, EACCES or EPERM when this user may not, EBUSY, ENODEV and what
     *     else open(2) says
     */
    public static DeviceFile open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            int flags = DeviceCalls.O_RDWR | DeviceCalls.O_CLOEXEC;
            return new DeviceFile(FileDescriptor.own(DeviceCalls.open(arena.allocateFrom(path), flags), path, "open"));
        }
    }

    /** Takes over a descriptor. */
    public static DeviceFile own(FileDescriptor descriptor) {
        return new DeviceFile(descriptor);
    }

    /** Returns how messages name it: the node's path, as a rule. */
    public String name() {
        return descriptor.name();
    }

    /**
     * Holds the descriptor's number open, for a call that takes it as an argument.
     *
     * @param operation which, for messages
     * @throws VfioException EBADF when this is closed
     */
    public EventDescriptor.Hold hold(String operation) {
        return descriptor.hold(operation);
    }

    /** Returns the descriptor's number, valid until this is closed. */
    public int number() {
        return descriptor.number();
    }

    /** Returns the same descriptor, with one owner still, for another thread to read and write. */
    public DeviceFile withOwnBuffer() {
        return new DeviceFile(descriptor);
    }

    /**
     * Makes the call ioctl(2) with a pointer.
     *
     * @param argument native memory of the size that the request needs
     * @return what the call returned, or the negative errno
     * @throws VfioException EBADF when this is closed
     */
    public int ioctl(long request, MemorySegment argument) {
        int number = descriptor.acquire("ioctl");
        try {
            return DeviceCalls.ioctl(number, request, argument);
        } finally {
            descriptor.release();
        }
    }

    /**
     * Makes the call ioctl(2) with a number.
     *
     * @return what the call returned, or the negative errno
     * @throws VfioException EBADF when this is closed
     */
    public int ioctl(long request, long argument) {
        int number = descriptor.acquire("ioctl");
        try {
            return DeviceCalls.ioctl(number, request, argument);
        } finally {
            descriptor.release();
        }
    }

    /**
     * Makes the call pread(2). Allocates nothing.
     *
     * @param position in the file, bytes
     * @param length 0 to {@link #CHUNK}
     * @return bytes read, or the negative errno
     * @throws VfioException EBADF when this is closed
     */
    public int read(long position, MemorySegment target, long at, int length) {
        checkLength(length);
        int number = descriptor.acquire("pread");
        try {
            int got = (int) DeviceCalls.pread(number, buffer, length, position);
            if (got > 0) {
                MemorySegment.copy(buffer, 0, target, at, got);
            }
            return got;
        } finally {
            descriptor.release();
        }
    }

    /**
     * Makes the call pwrite(2). Allocates nothing.
     *
     * @param position in the file, bytes
     * @param length 0 to {@link #CHUNK}
     * @return bytes written, or the negative errno
     * @throws VfioException EBADF when this is closed
     */
    public int write(long position, MemorySegment source, long at, int length) {
        checkLength(length);
        int number = descriptor.acquire("pwrite");
        try {
            MemorySegment.copy(source, at, buffer, 0, length);
            return (int) DeviceCalls.pwrite(number, buffer, length, position);
        } finally {
            descriptor.release();
        }
    }

    /**
     * Maps part of the file; the mapping has a descriptor of its own and outlives this.
     *
     * @throws VfioException as {@link MappedFile#map}
     */
    public MappedFile map(long offset, long size, boolean readable, boolean writable) {
        return MappedFile.map(descriptor.duplicate(), offset, size, readable, writable);
    }

    /** Returns the errno of a negative result. */
    public static Errno errno(int result) {
        return Errno.of(-result);
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return descriptor.toString();
    }

    private static void checkLength(int length) {
        if (length < 0 || length > CHUNK) {
            throw new IllegalArgumentException("length must be 0 to %d: length=%d".formatted(CHUNK, length));
        }
    }
}
