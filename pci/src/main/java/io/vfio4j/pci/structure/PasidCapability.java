// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.structure;

/**
 * Describes the PASID capability register (PCIe 6.0, 7.8.8.2; PCI_PASID_CAP of {@code linux/pci_regs.h}).
 *
 * <pre>
 *   15  13 12     8 7       3  2    1   0
 *  +------+--------+---------+----+----+---+
 *  |  0   | width  |    0    |priv|exec| 0 |
 *  +------+--------+---------+----+----+---+
 * </pre>
 *
 * @param width Max PASID Width in bits, 0 to 31 as the field has it; the specification allows 0 to 20
 * @param execute execute permission is supported
 * @param privileged privileged mode is supported
 */
public record PasidCapability(int width, boolean execute, boolean privileged) {
    /** Offset of the capability register in the structure. */
    public static final int REGISTER_OFFSET = 4;
    /** Bytes of the structure: header, capability register, control register. */
    public static final int SIZE = 8;
    /** The bits that structure version 1 defines. */
    public static final int VERSION_1_MASK = 0x1f06;
    /** The widest PASID that the specification allows, in bits. */
    public static final int MAX_WIDTH = 20;

    public PasidCapability {
        if (width < 0 || width > 31) {
            throw new IllegalArgumentException("width must be 0 to 31: width=" + width);
        }
    }

    /** Decodes the register; bits that version 1 does not define are ignored. */
    public static PasidCapability decode(int register) {
        return new PasidCapability((register >>> 8) & 0x1f, (register & 2) != 0, (register & 4) != 0);
    }

    /** Writes a width for people: {@code 20 bits}. */
    public static String widthText(int width) {
        return width == 1 ? "1 bit" : width + " bits";
    }

    /** Encodes the register, 16 bits. */
    public int encode() {
        return width << 8 | (execute ? 2 : 0) | (privileged ? 4 : 0);
    }
}
