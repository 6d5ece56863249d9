// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

/**
 * Takes the 32-bit header of an extended capability apart and makes one (PCI Express Base Specification 6.0, 7.6.3).
 *
 * <pre>
 *   31       20 19     16 15      0
 *  +-----------+---------+---------+
 *  |   next    | version |   id    |
 *  +-----------+---------+---------+
 * </pre>
 */
public final class ExtendedHeader {
    /** The bits that hold the offset of the next header. */
    public static final int NEXT_MASK = 0xfff0_0000;

    private ExtendedHeader() {}

    /** The capability's id, 16 bits: PCI_EXT_CAP_ID() of {@code linux/pci_regs.h}. */
    public static int id(int header) {
        return header & 0xffff;
    }

    /** The structure's version, 4 bits: PCI_EXT_CAP_VER(). */
    public static int version(int header) {
        return header >>> 16 & 0xf;
    }

    /** The offset of the next header without its two reserved bits, 0 at the end: PCI_EXT_CAP_NEXT(). */
    public static int next(int header) {
        return nextField(header) & 0xffc;
    }

    /** The 12 bits of the next pointer as they are. */
    static int nextField(int header) {
        return header >>> 20;
    }

    /** Makes a header of a 16-bit id, a 4-bit version and the offset of the next header. */
    public static int of(int id, int version, int next) {
        return next << 20 | version << 16 | id;
    }

    /** The same header with another next. */
    public static int withNext(int header, int next) {
        return (header & ~NEXT_MASK) | next << 20;
    }
}
