// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import java.lang.foreign.MemorySegment;

/**
 * Holds the payload of DMA_UNMAP; the reply repeats it.
 *
 * <pre>
 *                 offset  size
 *    argsz             0     4   24
 *    flags             4     4   0 or {@link #ALL}
 *    address           8     8
 *    size             16     8
 * </pre>
 *
 * @param flags unused by the specification; QEMU and libvfio-user give them the meaning they have in the kernel
 * @param address the first device address, unsigned; 0 with {@link #ALL}
 * @param size bytes, unsigned; 0 with {@link #ALL}
 */
public record DmaUnmapping(int flags, long address, long size) {
    /** Bytes of the structure. */
    public static final int SIZE = 24;
    /** VFIO_DMA_UNMAP_FLAG_ALL: every mapping goes. */
    public static final int ALL = 1 << 1;

    /**
     * Reads the structure.
     *
     * @throws MalformedMessageException EINVAL when payload or argsz is too small
     */
    public static DmaUnmapping decode(MemorySegment segment, long at, long length) {
        MalformedMessageException.requireLength("DMA unmapping", length, SIZE);
        MalformedMessageException.requireArgsz("DMA unmapping", u32(segment, at), SIZE);
        return new DmaUnmapping(u32(segment, at + 4), u64(segment, at + 8), u64(segment, at + 16));
    }

    /** Writes the structure, {@link #SIZE} bytes. */
    public void encode(MemorySegment segment, long at) {
        putU32(segment, at, SIZE);
        putU32(segment, at + 4, flags);
        putU64(segment, at + 8, address);
        putU64(segment, at + 16, size);
    }
}
