// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;

/**
 * Reads registers of one capability. What lies past the end of the space reads 0, so that a header at the very end can
 * be measured like any other.
 *
 * @param config the space
 * @param start where the capability is
 */
public record RegisterReader(ConfigSpace config, int start) {

    /** Reads the registers of a capability that is in this space. */
    public static RegisterReader of(ConfigSpace config, Capability capability) {
        return new RegisterReader(config, capability.offset());
    }

    /** Reads 8 bits at an offset from the capability's start, as an unsigned number. */
    public int u8(int register) {
        int at = start + register;
        return at < config.size() ? config.u8(at) : 0;
    }

    /** Reads 16 bits, as an unsigned number. */
    public int u16(int register) {
        return u8(register) | u8(register + 1) << 8;
    }

    /** Reads 32 bits as they are. */
    public int u32(int register) {
        return u16(register) | u16(register + 2) << 16;
    }

    /** Reads the bits {@code first} to {@code first + width - 1}, at most 31, of a 32-bit register. */
    public int bits(int register, int first, int width) {
        return u32(register) >>> first & (1 << width) - 1;
    }

    /** Says whether a bit of a 32-bit register is set. */
    public boolean bit(int register, int bit) {
        return bits(register, bit, 1) != 0;
    }
}
