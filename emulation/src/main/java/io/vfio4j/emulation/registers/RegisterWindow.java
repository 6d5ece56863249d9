// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/**
 * Shows one structure within the registers, where offsets count from its start. Defines how its bits answer writes;
 * bits that nobody defines are read-only.
 *
 * <p>A structure that a broken list places at the end of the space is cut there: what is beyond reads 0 and takes no
 * definitions.
 */
final class RegisterWindow {
    private final RegisterFile registers;
    private final int start;
    private final int limit;

    /**
     * Shows a structure.
     *
     * @param start its first byte, a multiple of 4
     * @param limit the first byte after the space that it is in
     */
    RegisterWindow(RegisterFile registers, int start, int limit) {
        this.registers = registers;
        this.start = start;
        this.limit = Math.min(limit, registers.size());
    }

    /** Returns the offset of the structure in the configuration space. */
    int start() {
        return start;
    }

    int u8(int at) {
        return value(at, 1);
    }

    int u16(int at) {
        return value(at, 2);
    }

    int u32(int at) {
        return value(at, 4);
    }

    /** Defines read-write bits that a reset clears. */
    RegisterWindow readWrite(int at, int width, int mask) {
        return readWrite(at, width, mask, 0);
    }

    /** Defines read-write bits that a reset gives a value. */
    RegisterWindow readWrite(int at, int width, int mask, int resetValue) {
        return reset(at, width, mask, resetValue).readWriteSticky(at, width, mask);
    }

    /** Defines read-write bits that a function level reset leaves alone. */
    RegisterWindow readWriteSticky(int at, int width, int mask) {
        if (fits(at, width)) {
            registers.defineWritable(register(at), place(at, width, mask));
        }
        return this;
    }

    /** Defines bits that hardware sets and that writing 1 clears; so does a reset. */
    RegisterWindow writeOneToClear(int at, int width, int mask) {
        return reset(at, width, mask, 0).writeOneToClearSticky(at, width, mask);
    }

    /** Defines bits that hardware sets and that writing 1 clears; a function level reset leaves them alone. */
    RegisterWindow writeOneToClearSticky(int at, int width, int mask) {
        if (fits(at, width)) {
            registers.defineClearable(register(at), place(at, width, mask));
        }
        return this;
    }

    /** Defines the value that a reset gives some bits, which need not be writable. */
    RegisterWindow reset(int at, int width, int mask, int value) {
        if (fits(at, width)) {
            registers.defineReset(register(at), place(at, width, mask), place(at, width, value));
        }
        return this;
    }

    /** Lets a rule watch the 32-bit register that a byte is in. */
    RegisterWindow watch(int at, WriteRule rule) {
        if (fits(at, 1)) {
            registers.defineRule(register(at), rule);
        }
        return this;
    }

    /** Returns whether the space reaches as far as a register. */
    boolean fits(int at, int width) {
        return at >= 0 && start + at <= limit - width;
    }

    private int value(int at, int width) {
        return fits(at, width) ? registers.get(start + at, width) : 0;
    }

    private int register(int at) {
        return (start + at) & ~3;
    }

    private int place(int at, int width, int value) {
        int bits = width == 4 ? value : value & (1 << (8 * width)) - 1;
        return bits << (8 * ((start + at) & 3));
    }
}
