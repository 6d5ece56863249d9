// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Answers accesses to a BAR of registers. A device model declares each {@link Register} once; the block turns accesses
 * of any length and alignment into accesses to whole registers, reads 0 and drops writes where there is no register,
 * and brings all registers to their reset values when the function is reset.
 *
 * <pre>{@code
 * RegisterBlock block = new RegisterBlock();
 * Register count = block.u32(0x08).writable(0xffff);
 * block.u32(0x0c).onWrite(doorbell -> work(count.get()));
 * }</pre>
 *
 * <p>An access that covers several registers reaches them in the order of their offsets. A read of a part of a register
 * reads all of it; a write of a part leaves the other bytes as they are. So a driver that writes a 64-bit register in
 * halves has {@link Register#onWrite} called twice.
 *
 * <p>Registers are declared before the function is used. After that, the thread that serves accesses the block, and any
 * thread may use the registers. Accesses allocate nothing and take no lock.
 */
public final class RegisterBlock implements BarContents {
    private static final Register[] EMPTY = {};

    /** Sorted by offset, without overlaps. */
    private Register[] registers = EMPTY;

    /** Makes a block without registers. */
    public RegisterBlock() {}

    /**
     * Declares a 32-bit register, read-only and 0 until more is said.
     *
     * @param offset in the BAR, in bytes: a multiple of 4
     * @throws IllegalArgumentException when it overlaps another register
     */
    public Register u32(int offset) {
        return add(offset, Integer.BYTES);
    }

    /**
     * Declares a 64-bit register, read-only and 0 until more is said. Bits of it that are given as literals need an L:
     * {@code 0xffff0000} is an int, which is negative and sets the high half too.
     *
     * @param offset in the BAR, in bytes: a multiple of 8
     * @throws IllegalArgumentException when it overlaps another register
     */
    public Register u64(int offset) {
        return add(offset, Long.BYTES);
    }

    private Register add(int offset, int width) {
        if (offset < 0 || offset > Integer.MAX_VALUE - width || offset % width != 0) {
            throw new IllegalArgumentException(
                    "offset must be a multiple of the width %d: offset=0x%x".formatted(width, offset));
        }
        int at = firstEndingAfter(offset);
        if (at < registers.length && registers[at].offset() < offset + width) {
            throw new IllegalArgumentException(
                    "register overlaps %s: offset=0x%x width=%d".formatted(registers[at], offset, width));
        }
        Register added = new Register(offset, width);
        Register[] changed = Arrays.copyOf(registers, registers.length + 1);
        System.arraycopy(registers, at, changed, at + 1, registers.length - at);
        changed[at] = added;
        registers = changed;
        return added;
    }

    /** Returns the offset of the first byte behind the last register. */
    int end() {
        return registers.length == 0 ? 0 : registers[registers.length - 1].end();
    }

    @Override
    public void read(long offset, MemorySegment target, long at, int length) {
        int index = firstEndingAfter(offset);
        int done = 0;
        while (done < length) {
            long position = offset + done;
            Register register = index < registers.length ? registers[index] : null;
            if (register == null || register.offset() >= offset + length) {
                store(target, at + done, length - done, 0);
                return;
            }
            if (position < register.offset()) {
                int gap = (int) (register.offset() - position);
                store(target, at + done, gap, 0);
                done += gap;
                continue;
            }
            int part = (int) Math.min(length - done, register.end() - position);
            store(target, at + done, part, register.read() >>> shift(register, position));
            done += part;
            index++;
        }
    }

    @Override
    public void write(long offset, MemorySegment source, long at, int length) {
        for (int index = firstEndingAfter(offset); index < registers.length; index++) {
            Register register = registers[index];
            if (register.offset() >= offset + length) {
                return;
            }
            long from = Math.max(offset, register.offset());
            int part = (int) (Math.min(offset + length, register.end()) - from);
            int shift = shift(register, from);
            long lanes = (part == Long.BYTES ? -1 : (1L << (Byte.SIZE * part)) - 1) << shift;
            register.write(load(source, at + (from - offset), part) << shift, lanes);
        }
    }

    @Override
    public void reset() {
        for (Register register : registers) {
            register.reset();
        }
    }

    private static int shift(Register register, long position) {
        return (int) (position - register.offset()) * Byte.SIZE;
    }

    /** Stores the low bytes of a value, and zeroes behind its eight. */
    private static void store(MemorySegment target, long at, int length, long value) {
        long left = value;
        for (long position = at; position < at + length; position++) {
            target.set(ValueLayout.JAVA_BYTE, position, (byte) left);
            left >>>= Byte.SIZE;
        }
    }

    private static long load(MemorySegment source, long at, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (source.get(ValueLayout.JAVA_BYTE, at + i) & 0xffL) << (Byte.SIZE * i);
        }
        return value;
    }

    /**
     * Finds the first register with a byte at or behind an offset; returns the number of registers when there is none.
     */
    private int firstEndingAfter(long offset) {
        int low = 0;
        int high = registers.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (registers[middle].end() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
