// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.ioctl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Reads and writes fields of the kernel's structures: host byte order, at an offset in bytes. */
public final class Fields {
    private Fields() {}

    public static int u8(MemorySegment structure, long offset) {
        return structure.get(JAVA_BYTE, offset) & 0xff;
    }

    public static int u16(MemorySegment structure, long offset) {
        return structure.get(JAVA_SHORT_UNALIGNED, offset) & 0xffff;
    }

    public static void putU16(MemorySegment structure, long offset, int value) {
        structure.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
    }

    public static int u32(MemorySegment structure, long offset) {
        return structure.get(JAVA_INT_UNALIGNED, offset);
    }

    public static void putU32(MemorySegment structure, long offset, int value) {
        structure.set(JAVA_INT_UNALIGNED, offset, value);
    }

    public static long u64(MemorySegment structure, long offset) {
        return structure.get(JAVA_LONG_UNALIGNED, offset);
    }

    public static void putU64(MemorySegment structure, long offset, long value) {
        structure.set(JAVA_LONG_UNALIGNED, offset, value);
    }
}
