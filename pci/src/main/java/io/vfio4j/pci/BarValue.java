// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci;

/**
 * Holds what a base address register says: everything of a {@link Bar} but its size, which the register at rest does
 * not tell (PCI Express Base Specification 6.0, 7.5.1.2.1; {@code PCI_BASE_ADDRESS_*} of {@code linux/pci_regs.h}).
 *
 * @param type never {@link Bar.Type#ROM}, whose register has no type
 * @param prefetchable memory without side effects of reading
 * @param address where it is mapped, 0 when it is not
 */
public record BarValue(Bar.Type type, boolean prefetchable, long address) {
    /**
     * Decodes one of a row of BARs.
     *
     * @param registers where BAR 0 is: {@link Registers#BAR_0}, or the first VF BAR of an SR-IOV capability
     * @param index from 0 on
     * @param count how many BARs the row has: the last cannot have 64 bits and is taken for one of 32
     */
    public static BarValue decode(ConfigSpace config, int registers, int index, int count) {
        int low = config.u32(registers + 4 * index);
        if ((low & Registers.BAR_SPACE_IO) != 0) {
            return new BarValue(Bar.Type.IO, false, low & Bar.Type.IO.addressMask());
        }
        boolean prefetchable = (low & Registers.BAR_MEM_PREFETCH) != 0;
        if ((low & Registers.BAR_MEM_TYPE_MASK) != Registers.BAR_MEM_TYPE_64 || index + 1 == count) {
            return new BarValue(Bar.Type.MEMORY_32, prefetchable, low & Bar.Type.MEMORY_32.addressMask());
        }
        long high = (long) config.u32(registers + 4 * (index + 1)) << 32;
        return new BarValue(
                Bar.Type.MEMORY_64,
                prefetchable,
                high | (Integer.toUnsignedLong(low) & Bar.Type.MEMORY_64.addressMask()));
    }

    /** Makes a BAR of it that has a size. */
    public Bar bar(int index, long size) {
        return new Bar(index, type, prefetchable, address, size);
    }

    /** The registers that it takes: 2 for 64-bit memory, else 1. */
    public int registers() {
        return type == Bar.Type.MEMORY_64 ? 2 : 1;
    }
}
