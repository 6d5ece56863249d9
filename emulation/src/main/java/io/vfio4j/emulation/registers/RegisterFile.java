// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

import io.vfio4j.pci.ConfigSpace;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Holds a configuration space whose bits answer writes as hardware does: each is read-only, read-write or cleared by
 * writing 1 to it, and a {@link WriteRule} may watch a register.
 *
 * <p>Accesses are naturally aligned, so each stays within one 32-bit register. One thread writes; any thread may read
 * {@link #get} and sees whole registers.
 */
public final class RegisterFile {
    private static final VarHandle REGISTER = MethodHandles.arrayElementVarHandle(int[].class);

    private final int[] values;
    private final int[] writable;
    private final int[] clearable;
    private final int[] resettable;
    private final int[] resetValues;
    private final @Nullable WriteRule[] rules;
    private final Runnable functionReset;

    /**
     * Makes registers that are all read-only at first.
     *
     * @param config the values they have
     * @param functionReset run when a write asks for a function reset
     */
    public RegisterFile(ConfigSpace config, Runnable functionReset) {
        int count = config.size() / 4;
        this.values = new int[count];
        this.writable = new int[count];
        this.clearable = new int[count];
        this.resettable = new int[count];
        this.resetValues = new int[count];
        this.rules = new WriteRule[count];
        this.functionReset = functionReset;
        for (int register = 0; register < count; register++) {
            values[register] = config.u32(4 * register);
        }
    }

    /** Returns the size in bytes: 256 or 4096. */
    public int size() {
        return values.length * 4;
    }

    /**
     * Reads as a configuration read does.
     *
     * @param width 1, 2 or 4
     * @throws IllegalArgumentException for an access that is not naturally aligned or not within the space
     */
    public int get(int offset, int width) {
        requireAligned(offset, width);
        int value = get(offset & ~3) >>> (8 * (offset & 3));
        return width == 4 ? value : value & (1 << (8 * width)) - 1;
    }

    /**
     * Writes as a configuration write does.
     *
     * @param width 1, 2 or 4
     * @throws IllegalArgumentException for an access that is not naturally aligned or not within the space
     */
    public void write(int offset, int width, int value) {
        requireAligned(offset, width);
        int index = offset >>> 2;
        int shift = 8 * (offset & 3);
        int lanes = (width == 4 ? -1 : (1 << (8 * width)) - 1) << shift;
        int written = (value << shift) & lanes;
        int before = values[index];
        int kept = before & ~(writable[index] & lanes) & ~(clearable[index] & written);
        int after = kept | (writable[index] & written);
        WriteRule rule = rules[index];
        if (rule == null) {
            put(index, after);
        } else {
            after = rule.decide(this, before, after, written, lanes);
            put(index, after);
            rule.afterwards(this, before, written, after);
        }
    }

    /** Returns the register at an offset that is a multiple of 4, as it is. */
    public int get(int offset) {
        return (int) REGISTER.getAcquire(values, offset >>> 2);
    }

    /** Changes the register at an offset that is a multiple of 4, past all access rules: what hardware does itself. */
    void set(int offset, int value) {
        put(offset >>> 2, value);
    }

    /** Changes some bits of a register past all access rules. */
    void set(int offset, int mask, int value) {
        set(offset, (get(offset) & ~mask) | (value & mask));
    }

    /**
     * Changes which bits of a register are writable, and clears those that no longer are.
     *
     * @param mask the bits that this is about
     * @param writableBits which of them are writable from now on; the others stay 0
     */
    void setWritable(int offset, int mask, int writableBits) {
        int index = offset >>> 2;
        writable[index] = (writable[index] & ~mask) | (writableBits & mask);
        put(index, values[index] & ~(mask & ~writableBits));
    }

    /** Brings every register to its reset state; sticky bits and read-only ones stay. */
    public void reset() {
        for (int index = 0; index < values.length; index++) {
            put(index, (values[index] & ~resettable[index]) | (resetValues[index] & resettable[index]));
        }
    }

    /** Resets the whole function, as a register just asked for. */
    void resetFunction() {
        functionReset.run();
    }

    /** Copies what reads return. */
    public ConfigSpace snapshot() {
        ConfigSpace copy = ConfigSpace.ofSize(size());
        for (int offset = 0; offset < size(); offset += 4) {
            copy.setU32(offset, get(offset));
        }
        return copy;
    }

    void defineWritable(int offset, int mask) {
        writable[offset >>> 2] |= mask;
    }

    void defineClearable(int offset, int mask) {
        clearable[offset >>> 2] |= mask;
    }

    void defineReset(int offset, int mask, int value) {
        int index = offset >>> 2;
        resettable[index] |= mask;
        resetValues[index] = (resetValues[index] & ~mask) | (value & mask);
    }

    void defineRule(int offset, WriteRule rule) {
        if (rules[offset >>> 2] == null) {
            rules[offset >>> 2] = rule;
        }
    }

    private void put(int index, int value) {
        REGISTER.setRelease(values, index, value);
    }

    private void requireAligned(int offset, int width) {
        if (width != 1 && width != 2 && width != 4) {
            throw new IllegalArgumentException("width must be 1, 2 or 4: width=" + width);
        }
        if ((offset & (width - 1)) != 0) {
            throw new IllegalArgumentException(
                    "offset must be a multiple of the width %d: offset=0x%x".formatted(width, offset));
        }
        if (offset < 0 || offset > size() - width) {
            throw new IllegalArgumentException(
                    "offset must be within the space of %d bytes: offset=0x%x".formatted(size(), offset));
        }
    }
}
