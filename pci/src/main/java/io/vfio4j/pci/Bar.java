// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

/**
 * A base address register and what it decodes.
 *
 * @param index 0 to 5; {@link #ROM_INDEX} for the expansion ROM. A 64-bit BAR also takes the register after its own
 * @param type what kind of space
 * @param prefetchable memory without side effects of reading
 * @param address where it is mapped, 0 when it is not
 * @param size bytes, a power of two
 */
public record Bar(int index, Type type, boolean prefetchable, long address, long size) {
    /** PCI_ROM_RESOURCE. */
    public static final int ROM_INDEX = 6;

    /** The kind of address space that a BAR decodes. */
    public enum Type {
        MEMORY_32,
        MEMORY_64,
        IO,
        ROM
    }

    public Bar {
        if (index < 0 || index > ROM_INDEX) {
            throw new IllegalArgumentException("index must be 0 to 6: index=" + index);
        }
        if (Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("size must be a power of two: size=" + size);
        }
    }

    /** Where the register is in the configuration space. */
    public int register() {
        return index == ROM_INDEX ? 0x30 : 0x10 + 4 * index;
    }
}
