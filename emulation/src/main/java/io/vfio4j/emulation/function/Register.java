// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.function;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds one register of a {@link RegisterBlock}: 32 or 64 bits, little-endian, which the driver can read. The driver
 * can write the bits that {@link #writable} names, and clear those that {@link #writeOneToClear} names.
 *
 * <p>It is described when the block is made, before its function is used. From then on {@link #get}, {@link #set},
 * {@link #setBits} and {@link #clearBits} may be called from any thread: each is atomic, also beside a driver's write.
 */
public final class Register {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Register.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int offset;
    private final int width;
    private final long mask;
    private long writable;
    private long clearable;
    private long resetValue;
    private @Nullable LongSupplier readFunction;
    private @Nullable LongConsumer writeEffect;
    private volatile long value;

    /**
     * Makes a read-only register that is 0.
     *
     * @param offset of its first byte in the BAR
     * @param width 4 or 8 bytes
     */
    Register(int offset, int width) {
        this.offset = offset;
        this.width = width;
        this.mask = width == Long.BYTES ? -1 : (1L << (Byte.SIZE * width)) - 1;
    }

    /** Lets the driver write every bit. */
    public Register writable() {
        return writable(mask);
    }

    /**
     * Lets the driver write bits.
     *
     * @param bits which, besides those it can write already
     */
    public Register writable(long bits) {
        writable |= requireBits(bits);
        return this;
    }

    /**
     * Lets the driver clear bits by writing 1 to them.
     *
     * @param bits which, besides those it can clear already; a bit that is writable too is written
     */
    public Register writeOneToClear(long bits) {
        clearable |= requireBits(bits);
        return this;
    }

    /**
     * Sets the value that the register has at first and after every reset, in place of 0.
     *
     * @param bits the value
     */
    public Register resetValue(long bits) {
        resetValue = requireBits(bits);
        value = resetValue;
        return this;
    }

    /**
     * Computes what the driver reads, in place of the register's value.
     *
     * @param function called once for each access to the register, of whatever width, by the thread that serves
     */
    public Register onRead(LongSupplier function) {
        readFunction = function;
        return this;
    }

    /**
     * Acts on a driver's write, after the register has its new value.
     *
     * @param effect called once for each access to the register with what was written, at its place in the register,
     *     and 0 in bytes that the access left out; by the thread that serves. What it throws fails the driver's write
     */
    public Register onWrite(LongConsumer effect) {
        writeEffect = effect;
        return this;
    }

    /** Returns the value, zero-extended. */
    public long get() {
        return value;
    }

    /**
     * Changes the value, past what the driver may write.
     *
     * @param bits of which those count that the register has
     */
    public void set(long bits) {
        value = bits & mask;
    }

    /** Sets bits to 1 and leaves the others. */
    public void setBits(long bits) {
        VALUE.getAndBitwiseOr(this, bits & mask);
    }

    /** Sets bits to 0 and leaves the others. */
    public void clearBits(long bits) {
        VALUE.getAndBitwiseAnd(this, ~bits);
    }

    int offset() {
        return offset;
    }

    /** Returns the offset of the first byte behind it. */
    int end() {
        return offset + width;
    }

    long read() {
        return readFunction == null ? value : readFunction.getAsLong() & mask;
    }

    /**
     * Writes as the driver does.
     *
     * @param written at its place in the register, 0 in the bytes left out
     * @param lanes all ones in the bytes that are written
     */
    void write(long written, long lanes) {
        long stored = writable & lanes;
        long cleared = clearable & ~writable & written;
        long before;
        do {
            before = value;
        } while (!VALUE.compareAndSet(this, before, (before & ~stored & ~cleared) | (written & stored)));
        if (writeEffect != null) {
            writeEffect.accept(written);
        }
    }

    void reset() {
        value = resetValue;
    }

    private long requireBits(long bits) {
        if (width == Integer.BYTES && bits == (int) bits) {
            // An int literal such as 0xffff0000 comes sign-extended.
            return bits & mask;
        }
        if ((bits & ~mask) != 0) {
            throw new IllegalArgumentException("register has %d bits: bits=0x%x".formatted(8 * width, bits));
        }
        return bits;
    }

    @Override
    public String toString() {
        return "u%d@0x%x=0x%x".formatted(8 * width, offset, value);
    }
}
