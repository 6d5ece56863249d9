// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.vfio;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Offers a configuration space as a region: cuts accesses of any length into aligned ones of 4, 2 and 1 bytes. */
public abstract sealed class ConfigRegion permits VfioPciConfig, HardwareConfig {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String target;
    private final int size;

    ConfigRegion(String target, int size) {
        this.target = target;
        this.size = size;
    }

    /** Returns the size in bytes: 256 or 4096. */
    public final int size() {
        return size;
    }

    /**
     * Reads bytes.
     *
     * @param offset in the space, in bytes
     * @param destination where the bytes go
     * @param at the first byte of {@code destination} to fill
     * @param length bytes
     * @return {@code length}
     * @throws VfioException EFAULT when the access is not wholly within the space
     */
    public final int readBytes(long offset, MemorySegment destination, long at, int length) {
        requireWithin("read", offset, length);
        int position = (int) offset;
        int end = position + length;
        while (position < end) {
            int count = chunk(position, end - position);
            put(destination, at + (position - offset), count, loadChunk(position, count));
            position += count;
        }
        return length;
    }

    /**
     * Writes bytes. When a part of the access fails, the parts before it have happened.
     *
     * @param offset in the space, in bytes
     * @param source where the bytes come from
     * @param at the first byte of {@code source} to write
     * @param length bytes
     * @return {@code length}
     * @throws VfioException EFAULT when the access is not wholly within the space
     */
    public final int writeBytes(long offset, MemorySegment source, long at, int length) {
        requireWithin("write", offset, length);
        int position = (int) offset;
        int end = position + length;
        while (position < end) {
            int count = chunk(position, end - position);
            storeChunk(position, count, take(source, at + (position - offset), count));
            position += count;
        }
        return length;
    }

    /** Returns how many of {@code left} bytes one access takes. */
    abstract int chunk(int position, int left);

    abstract int loadChunk(int position, int count);

    abstract void storeChunk(int position, int count, int value);

    private void requireWithin(String operation, long offset, int length) {
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative: length=" + length);
        }
        if (length != 0 && (offset < 0 || offset > size - length)) {
            throw new VfioException(
                    target,
                    "%s(config, offset=0x%x, length=%d)".formatted(operation, offset, length),
                    Errno.EFAULT,
                    "not within the space of %d bytes".formatted(size));
        }
    }

    private static void put(MemorySegment destination, long at, int count, int value) {
        switch (count) {
            case 1 -> destination.set(ValueLayout.JAVA_BYTE, at, (byte) value);
            case 2 -> destination.set(U16, at, (short) value);
            default -> destination.set(U32, at, value);
        }
    }

    private static int take(MemorySegment source, long at, int count) {
        return switch (count) {
            case 1 -> source.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            case 2 -> source.get(U16, at) & 0xffff;
            default -> source.get(U32, at);
        };
    }
}
