// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.abi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Accesses the fields of the kernel's structures and of messages: unaligned and in the byte order of the host. */
public final class HostOrder {
    private HostOrder() {}

    /** Returns an unsigned 8-bit field, 0 to 255. */
    public static int u8(MemorySegment segment, long offset) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, offset));
    }

    /** Returns an unsigned 16-bit field, 0 to 65535. */
    public static int u16(MemorySegment segment, long offset) {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT_UNALIGNED, offset));
    }

    /** Returns a 32-bit field, as it is. */
    public static int u32(MemorySegment segment, long offset) {
        return segment.get(JAVA_INT_UNALIGNED, offset);
    }

    /** Returns a 64-bit field, as it is. */
    public static long u64(MemorySegment segment, long offset) {
        return segment.get(JAVA_LONG_UNALIGNED, offset);
    }

    /** Sets a 16-bit field to the low half of {@code value}. */
    public static void putU16(MemorySegment segment, long offset, int value) {
        segment.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
    }

    /** Sets a 32-bit field. */
    public static void putU32(MemorySegment segment, long offset, int value) {
        segment.set(JAVA_INT_UNALIGNED, offset, value);
    }

    /** Sets a 64-bit field. */
    public static void putU64(MemorySegment segment, long offset, long value) {
        segment.set(JAVA_LONG_UNALIGNED, offset, value);
    }
}
