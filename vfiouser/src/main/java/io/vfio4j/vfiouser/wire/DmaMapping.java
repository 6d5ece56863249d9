// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import java.lang.foreign.MemorySegment;

/**
 * Holds the payload of DMA_MAP; the reply has none. A descriptor comes with memory that can be mapped.
 *
 * <pre>
 *                 offset  size
 *    argsz             0     4   32
 *    flags             4     4   {@link #READABLE} | {@link #WRITABLE}
 *    offset            8     8   in the descriptor's file, 0 without one
 *    address          16     8
 *    size             24     8
 * </pre>
 *
 * @param flags as above; libvfio-user knows two more, {@link #MAPPABLE} and one that asks for read(2) and write(2)
 * @param offset in the descriptor's file, in bytes
 * @param address the first device address, unsigned
 * @param size bytes, unsigned
 */
public record DmaMapping(int flags, long offset, long address, long size) {
    /** Bytes of the structure. */
    public static final int SIZE = 32;
    /** The device may read. */
    public static final int READABLE = 1;
    /** The device may write. */
    public static final int WRITABLE = 1 << 1;
    /** The descriptor can be mapped, which goes without saying: VFIO_USER_F_DMA_REGION_MMAP of libvfio-user. */
    public static final int MAPPABLE = 1 << 2;

    /**
     * Reads the structure.
     *
     * @throws MalformedMessageException EINVAL when payload or argsz is too small
     */
    public static DmaMapping decode(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("DMA mapping", length, SIZE);
        MalformedMessageException.requireArgsz("DMA mapping", u32(segment, at), SIZE);
        return new DmaMapping(u32(segment, at + 4), u64(segment, at + 8), u64(segment, at + 16), u64(segment, at + 24));
    }

    /** Writes the structure, {@link #SIZE} bytes. */
    public void encode(MemorySegment segment, long at) {
        putU32(segment, at, SIZE);
        putU32(segment, at + 4, flags);
        putU64(segment, at + 8, offset);
        putU64(segment, at + 16, address);
        putU64(segment, at + 24, size);
    }

    public boolean readable() {
        return (flags & READABLE) != 0;
    }

    public boolean writable() {
        return (flags & WRITABLE) != 0;
    }
}
