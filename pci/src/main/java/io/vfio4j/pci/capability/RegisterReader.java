// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import io.vfio4j.pci.ConfigSpace;

/**
 * Registers of one capability. What lies past the end of the space reads 0, so that a header at the very end can be
 * measured like any other.
 */
record RegisterReader(ConfigSpace config, int start) {

    static RegisterReader of(ConfigSpace config, Capability capability) {
        return new RegisterReader(config, capability.offset());
    }

    int u8(int register) {
        int at = start + register;
        return at < config.size() ? config.u8(at) : 0;
    }

    int u16(int register) {
        return u8(register) | u8(register + 1) << 8;
    }

    int u32(int register) {
        return u16(register) | u16(register + 2) << 16;
    }

    /** The bits {@code first} to {@code first + width - 1} of the 32-bit register, as an unsigned number. */
    int bits(int register, int first, int width) {
        return u32(register) >>> first & (1 << width) - 1;
    }

    boolean bit(int register, int bit) {
        return bits(register, bit, 1) != 0;
    }
}
