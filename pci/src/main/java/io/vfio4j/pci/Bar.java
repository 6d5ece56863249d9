// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

/**
 * Describes a base address register and what it decodes.
 *
 * @param index 0 to 5; {@link #ROM_INDEX} for the expansion ROM. A 64-bit BAR also takes the register after its own
 * @param type what kind of space
 * @param prefetchable memory without side effects of reading
 * @param address where it is mapped, 0 when it has no place yet
 * @param size bytes, a power of two
 */
public record Bar(int index, Type type, boolean prefetchable, long address, long size) {
    /** PCI_ROM_RESOURCE. */
    public static final int ROM_INDEX = 6;

    /** The kind of address space that a BAR decodes. */
    public enum Type {
        /** Memory below 4 GiB. */
        MEMORY_32(0xffff_fff0L),
        /** Memory anywhere; takes two registers. */
        MEMORY_64(~0xfL),
        /** I/O ports. */
        IO(0xffff_fffcL),
        /** The expansion ROM. */
        ROM(0xffff_f800L);

        private final long addressMask;

        Type(long addressMask) {
            this.addressMask = addressMask;
        }

        /** The bits of the register, or of both registers, that can hold an address: PCI_BASE_ADDRESS_MEM_MASK etc. */
        public long addressMask() {
            return addressMask;
        }
    }

    public Bar {
        if (index < 0 || index > ROM_INDEX) {
            throw new IllegalArgumentException("index must be 0 to 6: index=" + index);
        }
        if (Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("size must be a power of two: size=" + size);
        }
    }

    /** Makes a BAR of memory below 4 GiB that has no place yet, and whose reads may have side effects. */
    public static Bar memory32(int index, long size) {
        return new Bar(index, Type.MEMORY_32, false, 0, size);
    }

    /** Makes a BAR of memory that may be anywhere, has no place yet, and whose reads may have side effects. */
    public static Bar memory64(int index, long size) {
        return new Bar(index, Type.MEMORY_64, false, 0, size);
    }

    /** Makes a BAR of I/O ports that has no place yet. */
    public static Bar io(int index, long size) {
        return new Bar(index, Type.IO, false, 0, size);
    }

    /** Makes an expansion ROM that has no place yet. */
    public static Bar rom(long size) {
        return new Bar(ROM_INDEX, Type.ROM, false, 0, size);
    }

    /** The same BAR at an address. */
    public Bar at(long newAddress) {
        return new Bar(index, type, prefetchable, newAddress, size);
    }

    /** The same BAR, whose reads have no side effects. */
    public Bar asPrefetchable() {
        return new Bar(index, type, true, address, size);
    }

    /** Says whether it has an address: 0 is none. */
    public boolean placed() {
        return address != 0;
    }

    /** The offset of its register in an endpoint's configuration space. */
    public int register() {
        return index == ROM_INDEX ? Registers.ROM_ADDRESS : Registers.BAR_0 + 4 * index;
    }

    /** The registers that it takes: 2 for 64-bit memory, else 1. */
    public int registers() {
        return type == Type.MEMORY_64 ? 2 : 1;
    }

    /** The low bits of its register that tell the type and are read-only; 0 for a ROM. */
    public int flags() {
        return switch (type) {
            case IO -> Registers.BAR_SPACE_IO;
            case MEMORY_32 -> prefetchable ? Registers.BAR_MEM_PREFETCH : 0;
            case MEMORY_64 -> Registers.BAR_MEM_TYPE_64 | (prefetchable ? Registers.BAR_MEM_PREFETCH : 0);
            case ROM -> 0;
        };
    }

    /** Encodes its register: the low half of the address, with the type. A ROM is not enabled by it. */
    public int low() {
        return (int) address | flags();
    }

    /** Encodes the register after its own: the high half of the address. Means something for 64-bit memory only. */
    public int high() {
        return (int) (address >>> 32);
    }
}
