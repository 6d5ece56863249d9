// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux;

import io.vfio4j.device.Errno;
import io.vfio4j.device.SharedMemory;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.MappedFile;
import io.vfio4j.linux.file.MemoryFd;
import java.lang.foreign.MemorySegment;

/**
 * Allocates memory for a device to reach: zeroed, aligned to its pages, with a descriptor. Any thread may use it;
 * whoever allocated it closes it, after it was unmapped from every device.
 */
public final class SharedBuffer implements SharedMemory {
    private final MappedFile memory;

    private SharedBuffer(MappedFile memory) {
        this.memory = memory;
    }

    /** Names the pages that memory is made of; larger ones need fewer entries in the IOMMU. */
    public enum PageSize {
        /** Ordinary pages. */
        SIZE_4_KIB(1L << 12),
        /** Needs free pages in {@code /proc/sys/vm/nr_hugepages} or {@code /sys/kernel/mm/hugepages}. */
        SIZE_2_MIB(1L << 21),
        /** Needs free pages in {@code /sys/kernel/mm/hugepages}. */
        SIZE_1_GIB(1L << 30);

        private final long bytes;

        PageSize(long bytes) {
            this.bytes = bytes;
        }

        /** Returns the size of a page in bytes. */
        public long bytes() {
            return bytes;
        }
    }

    /** Allocates memory of ordinary pages, rounded up to a whole number of them. */
    public static SharedBuffer allocate(long size) {
        return allocate(size, PageSize.SIZE_4_KIB);
    }

    /**
     * Allocates memory of pages of a size.
     *
     * @param size bytes, at least 1; rounded up to a whole number of pages
     * @throws VfioException ENOMEM when there are not enough such pages
     */
    public static SharedBuffer allocate(long size, PageSize pages) {
        if (size < 1 || size > Long.MAX_VALUE - pages.bytes()) {
            throw new IllegalArgumentException("size must be positive: size=" + size);
        }
        long rounded = (size + pages.bytes() - 1) & -pages.bytes();
        try {
            return new SharedBuffer(
                    pages == PageSize.SIZE_4_KIB
                            ? MemoryFd.create("vfio4j-dma", rounded)
                            : MemoryFd.createHuge("vfio4j-dma", rounded, Long.numberOfTrailingZeros(pages.bytes())));
        } catch (VfioException failure) {
            throw failure.errno() == Errno.ENOMEM && pages != PageSize.SIZE_4_KIB
                    ? tooFew(rounded, pages, failure)
                    : failure;
        }
    }

    private static VfioException tooFew(long size, PageSize pages, VfioException failure) {
        return new VfioException(
                failure.target(),
                failure.operation(),
                Errno.ENOMEM,
                "%d pages of %d KiB are not free: /sys/kernel/mm/hugepages/hugepages-%dkB/nr_hugepages"
                        .formatted(size / pages.bytes(), pages.bytes() >>> 10, pages.bytes() >>> 10),
                failure);
    }

    @Override
    public long size() {
        return memory.size();
    }

    @Override
    public MemorySegment segment() {
        return memory.segment();
    }

    @Override
    public int descriptor() {
        return memory.descriptor();
    }

    @Override
    public long descriptorOffset() {
        return memory.descriptorOffset();
    }

    @Override
    public void read(long offset, MemorySegment target, long at, long length) {
        memory.read(offset, target, at, length);
    }

    @Override
    public void write(long offset, MemorySegment source, long at, long length) {
        memory.write(offset, source, at, length);
    }

    @Override
    public void close() {
        memory.close();
    }
}
