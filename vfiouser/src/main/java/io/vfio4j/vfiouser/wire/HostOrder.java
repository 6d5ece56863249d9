// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.wire;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Fields of a message: unaligned and in the byte order of the host. */
public final class HostOrder {
    private HostOrder() {}

    /** An unsigned 16-bit field, 0 to 65535. */
    public static int u16(MemorySegment segment, long offset) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT_UNALIGNED, offset));
    }

    /** A 32-bit field, as it is. */
    public static int u32(MemorySegment segment, long offset) {
        return segment.get(JAVA_INT_UNALIGNED, offset);
    }

    /** A 64-bit field, as it is. */
    public static long u64(MemorySegment segment, long offset) {
        return segment.get(JAVA_LONG_UNALIGNED, offset);
    }

    /** Sets a 16-bit field to the low half of {@code value}. */
    public static void putU16(MemorySegment segment, long offset, int value) {
        segment.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
    }

    public static void putU32(MemorySegment segment, long offset, int value) {
        segment.set(JAVA_INT_UNALIGNED, offset, value);
    }

    public static void putU64(MemorySegment segment, long offset, long value) {
        segment.set(JAVA_LONG_UNALIGNED, offset, value);
    }
}
