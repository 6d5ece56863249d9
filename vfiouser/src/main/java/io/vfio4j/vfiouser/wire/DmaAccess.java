// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static io.vfio4j.abi.HostOrder.putU32;
import static io.vfio4j.abi.HostOrder.putU64;
import static io.vfio4j.abi.HostOrder.u32;
import static io.vfio4j.abi.HostOrder.u64;

import java.lang.foreign.MemorySegment;

/**
 * Lays out the payload of DMA_READ and DMA_WRITE, command and reply. Data is in the reply of a read and the command of
 * a write.
 *
 * <pre>
 *                 offset  size
 *    address           0     8
 *    count             8     8   bytes to transfer; in a reply: transferred. 4 bytes in the reply of a write
 *    data             16     count
 *  in QEMU (hw/vfio-user/protocol.h, VFIOUserDMARW):
 *    address           0     8
 *    count             8     4
 *    data             12     count
 *    padding                 4
 * </pre>
 *
 * QEMU differs from its own specification, and its reply to a write is a header only. Both layouts have one size.
 */
public final class DmaAccess {
    /** Bytes besides the data, in either layout. */
    public static final int SIZE = 16;
    /** The least payload of a reply to a write by the specification. */
    public static final int WRITE_REPLY_SIZE = 12;

    private DmaAccess() {}

    /** Returns the offset of the data. */
    public enum Layout {
        SPECIFICATION(16),
        QEMU(12);

        private final int dataOffset;

        Layout(int dataOffset) {
            this.dataOffset = dataOffset;
        }

        public int dataOffset() {
            return dataOffset;
        }
    }

    public static long address(MemorySegment segment, long at) {
        return u64(segment, at);
    }

    /** Returns the count, unsigned. */
    public static long count(MemorySegment segment, long at, Layout layout) {
        return layout == Layout.QEMU ? Integer.toUnsignedLong(u32(segment, at + 8)) : u64(segment, at + 8);
    }

    /** Writes address and count; the data may be in place already. */
    public static void put(MemorySegment segment, long at, long address, int count, Layout layout) {
        putU64(segment, at, address);
        if (layout == Layout.QEMU) {
            putU32(segment, at + 8, count);
        } else {
            putU64(segment, at + 8, Integer.toUnsignedLong(count));
        }
    }
}
