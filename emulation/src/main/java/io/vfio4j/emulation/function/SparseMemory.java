// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Stores memory of any size, but only the pages which were written to, in a hash table with linear probing. A BAR of a
 * real device may have gigabytes, and its driver is not trusted: there is an upper bound to what is kept.
 */
final class SparseMemory implements BarContents {
    private static final int PAGE = 4096;
    private static final int MAX_PAGES = 1 << 14;

    private long[] numbers = new long[16];
    private @Nullable MemorySegment[] pages = new MemorySegment[16];
    private int count;

    @Override
    public void read(long offset, MemorySegment target, long at, int length) {
        int done = 0;
        while (done < length) {
            long position = offset + done;
            int inPage = (int) (position & (PAGE - 1));
            int part = Math.min(length - done, PAGE - inPage);
            MemorySegment page = pages[slot(position / PAGE)];
            if (page == null) {
                clear(target, at + done, part);
            } else {
                MemorySegment.copy(page, inPage, target, at + done, part);
            }
            done += part;
        }
    }

    @Override
    public void write(long offset, MemorySegment source, long at, int length) {
        int done = 0;
        while (done < length) {
            long position = offset + done;
            int inPage = (int) (position & (PAGE - 1));
            int part = Math.min(length - done, PAGE - inPage);
            MemorySegment.copy(source, at + done, pageForWriting(position / PAGE), inPage, part);
            done += part;
        }
    }

    private MemorySegment pageForWriting(long number) {
        MemorySegment page = pages[slot(number)];
        if (page != null) {
            return page;
        }
        if (count == MAX_PAGES) {
            throw new VfioException(
                    "BAR memory", "write", Errno.ENOMEM, "%d pages of it are in use".formatted(MAX_PAGES));
        }
        if (2 * (count + 1) > pages.length) {
            grow();
        }
        return insert(number, MemorySegment.ofArray(new byte[PAGE]));
    }

    private void grow() {
        long[] oldNumbers = numbers;
        @Nullable MemorySegment[] oldPages = pages;
        numbers = new long[2 * oldNumbers.length];
        pages = new MemorySegment[numbers.length];
        count = 0;
        for (int slot = 0; slot < oldPages.length; slot++) {
            MemorySegment page = oldPages[slot];
            if (page != null) {
                insert(oldNumbers[slot], page);
            }
        }
    }

    private MemorySegment insert(long number, MemorySegment page) {
        int slot = slot(number);
        numbers[slot] = number;
        pages[slot] = page;
        count++;
        return page;
    }

    /** Finds the slot of a page, or the free one where it would go. */
    private int slot(long number) {
        int mask = pages.length - 1;
        int slot = (int) ((number * 0x9e3779b97f4a7c15L) >>> 40) & mask;
        while (pages[slot] != null && numbers[slot] != number) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static void clear(MemorySegment target, long at, int length) {
        for (long index = at; index < at + length; index++) {
            target.set(ValueLayout.JAVA_BYTE, index, (byte) 0);
        }
    }

    @Override
    public boolean plainMemory() {
        return true;
    }
}
