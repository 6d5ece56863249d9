// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.emulation.registers;

/**
 * Does what a write to one 32-bit register does beyond storing bits. Implementations keep no state of their own: one
 * rule may serve many functions.
 */
interface WriteRule {

    /**
     * Decides what the register becomes.
     *
     * @param registers all registers of the function; others than this one may be changed
     * @param before this register before the write
     * @param proposed what the access rules of its bits alone would make of it
     * @param written the value written, at its place in the register; 0 in the bytes that were not
     * @param lanes all ones in the bytes that were written
     * @return this register after the write
     */
    default int decide(RegisterFile registers, int before, int proposed, int written, int lanes) {
        return proposed;
    }

    /** Acts on the whole function, when the register has its new value. */
    default void afterwards(RegisterFile registers, int before, int written, int after) {}
}
