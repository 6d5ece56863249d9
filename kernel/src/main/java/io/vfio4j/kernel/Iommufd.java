// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel;

import static io.vfio4j.abi.HostOrder.putU16;
import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.kernel.ioctl.IoctlFile;
import io.vfio4j.kernel.ioctl.IommufdAbi;
import io.vfio4j.kernel.ioctl.PinnedMemory;
import io.vfio4j.kernel.ioctl.Request;
import io.vfio4j.kernel.node.Nodes;
import io.vfio4j.linux.file.DeviceFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Owns address spaces and page tables, which any number of devices may share: an open {@code /dev/iommu}.
 *
 * <p>Closing it frees what was allocated from it once no device is bound to it any more. Any thread may close it; all
 * else is done by one thread at a time.
 */
public final class Iommufd implements AutoCloseable {
    private final IoctlFile file;

    private Iommufd(IoctlFile file) {
        this.file = file;
    }

    /**
     * Opens {@code /dev/iommu}.
     *
     * @throws io.vfio4j.device.VfioException ENOENT when the kernel has no iommufd, EACCES when this user may not open
     *     it
     */
    public static Iommufd open() {
        return open(Nodes.IOMMU);
    }

    /** Opens a node somewhere else; as {@link #open()}. */
    public static Iommufd open(String node) {
        return new Iommufd(new IoctlFile(node, DeviceFile.open(node)));
    }

    /** Returns the descriptor's number, valid until this is closed. */
    public int descriptor() {
        return file.file().number();
    }

    /** Makes the request IOMMU_IOAS_ALLOC: an empty address space. */
    public Ioas allocateIoas() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment alloc = structure(arena, IommufdAbi.IoasAlloc.SIZE);
            file.call(Request.IOMMU_IOAS_ALLOC, alloc);
            return new Ioas(this, u32(alloc, IommufdAbi.IoasAlloc.OUT_IOAS_ID));
        }
    }

    /**
     * Says what is known of memory that could not be pinned.
     *
     * @param size bytes that were to be pinned, or {@link PinnedMemory#UNKNOWN_SIZE}
     * @return in words; empty for another errno than ENOMEM
     */
    String explainPinning(Errno errno, long size) {
        if (errno != Errno.ENOMEM) {
            return "";
        }
        return (countsAllProcesses() ? PinnedMemory.OF_USER : PinnedMemory.OF_PROCESS).explain(size);
    }

    /**
     * Reads IOMMU_OPTION_RLIMIT_MODE: 0 when pinned memory counts for all of the user's processes together, which is
     * the kernel's default. That is assumed when the kernel cannot be asked: the failure that is explained must not be
     * lost.
     */
    private boolean countsAllProcesses() {
        try {
            return option(IommufdAbi.IommuOption.RLIMIT_MODE, IommufdAbi.IommuOption.OP_GET, 0, 0) == 0;
        } catch (VfioException _) {
            return true;
        }
    }

    /** Makes the request IOMMU_OPTION; returns the value as the kernel leaves it. */
    long option(int id, int operation, int object, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment option = structure(arena, IommufdAbi.IommuOption.SIZE);
            putU32(option, IommufdAbi.IommuOption.OPTION_ID, id);
            putU16(option, IommufdAbi.IommuOption.OP, operation);
            putU32(option, IommufdAbi.IommuOption.OBJECT_ID, object);
            putU64(option, IommufdAbi.IommuOption.VAL64, value);
            file.call(Request.IOMMU_OPTION, option);
            return u64(option, IommufdAbi.IommuOption.VAL64);
        }
    }

    /** Makes the request IOMMU_DESTROY. */
    void destroy(int id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment destroy = structure(arena, IommufdAbi.Destroy.SIZE);
            putU32(destroy, IommufdAbi.Destroy.ID, id);
            file.call(Request.IOMMU_DESTROY, destroy);
        }
    }

    IoctlFile file() {
        return file;
    }

    /**
     * Returns the failure of an operation on what is not there any more, whose id the kernel may have given to
     * something else.
     */
    static VfioException destroyed(PageTable table) {
        return new VfioException(table.iommufd().file.target(), table.toString(), Errno.EBADF, "it was destroyed");
    }

    /** Allocates a zeroed structure that says how large it is. */
    static MemorySegment structure(Arena arena, int size) {
        MemorySegment structure = arena.allocate(size, Long.BYTES);
        putU32(structure, IommufdAbi.STRUCTURE_SIZE, size);
        return structure;
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return file.file().toString();
    }
}
