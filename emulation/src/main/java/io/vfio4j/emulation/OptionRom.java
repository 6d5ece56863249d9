// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation;

import io.vfio4j.emulation.function.BarContents;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Finds out how much of an expansion ROM is filled: pci_get_rom_size() of drivers/pci/rom.c. */
final class OptionRom {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int IMAGE_SIGNATURE = 0xaa55;
    private static final int DATA_POINTER = 24;
    private static final int DATA_SIGNATURE = 0x52494350;
    private static final int DATA_LENGTH = 16;
    private static final int DATA_INDICATOR = 21;
    private static final int LAST_IMAGE = 0x80;
    private static final int LENGTH_UNIT = 512;

    private final BarContents contents;
    private final long size;
    private final byte[] bytes = new byte[4];
    private final MemorySegment buffer = MemorySegment.ofArray(bytes);

    private OptionRom(BarContents contents, long size) {
        this.contents = contents;
        this.size = size;
    }

    /** Returns the bytes that valid images take up, 0 when there is none. */
    static long filled(BarContents contents, long size) {
        return new OptionRom(contents, size).walk();
    }

    private long walk() {
        long image = 0;
        while (image < size && u16(image) == IMAGE_SIGNATURE) {
            long data = image + u16(image + DATA_POINTER);
            if (u32(data) != DATA_SIGNATURE) {
                break;
            }
            int length = u16(data + DATA_LENGTH);
            boolean last = (u16(data + DATA_INDICATOR) & LAST_IMAGE) != 0;
            image += (long) length * LENGTH_UNIT;
            if (length == 0 || last) {
                break;
            }
        }
        return Math.min(image, size);
    }

    private int u16(long offset) {
        fetch(offset, 2);
        return buffer.get(U16, 0) & 0xffff;
    }

    private int u32(long offset) {
        fetch(offset, 4);
        return buffer.get(U32, 0);
    }

    private void fetch(long offset, int length) {
        buffer.fill((byte) 0xff);
        if (offset <= size - length) {
            contents.read(offset, buffer, 0, length);
        }
    }
}
