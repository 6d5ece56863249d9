// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.descriptor;

import io.vfio4j.device.Errno;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.MappedFile;
import java.lang.foreign.MemorySegment;

/** Maps a device's region into this process's memory. Its descriptor is the device's, so it is not for others. */
final class RegionMapping implements SharedMemory {
    private final String name;
    private final MappedFile file;
    private volatile boolean closed;

    RegionMapping(String name, MappedFile file) {
        this.name = name;
        this.file = file;
    }

    boolean isOpen() {
        return !closed;
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public MemorySegment segment() {
        return file.segment();
    }

    @Override
    public int descriptor() {
        return file.descriptor();
    }

    @Override
    public long descriptorOffset() {
        return file.descriptorOffset();
    }

    @Override
    public boolean passable() {
        return false;
    }

    @Override
    public void read(long offset, MemorySegment target, long at, long length) {
        try {
            file.read(offset, target, at, length);
        } catch (VfioException failure) {
            throw explained("read", failure);
        }
    }

    @Override
    public void write(long offset, MemorySegment source, long at, long length) {
        try {
            file.write(offset, source, at, length);
        } catch (VfioException failure) {
            throw explained("write", failure);
        }
    }

    /**
     * Explains an access that failed: a file that was truncated is the only way in which ordinary memory can vanish; a
     * region is switched off.
     */
    private VfioException explained(String operation, VfioException failure) {
        boolean vanished = failure.errno() == Errno.EFAULT && failure.getCause() instanceof InternalError;
        return vanished
                ? new VfioException(
                        name,
                        operation,
                        Errno.EFAULT,
                        "memory space is off in the command register, or it sleeps",
                        failure)
                : failure;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            file.close();
            closed = true;
        }
    }
}
