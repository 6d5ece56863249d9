// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pasid;

import io.vfio4j.device.PasidFormat;
import io.vfio4j.pci.structure.PasidCapability;
import io.vfio4j.pci.structure.PasidStructure;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * Holds the 4 bytes of a PASID report and reads them in their form.
 *
 * <pre>
 *  translated                offset  size     raw and masked            offset  size
 *    u16 capabilities           0     2         u16 register               0     2
 *        bit 0 execute                          u8  structure version      2     1
 *        bit 1 privileged                       u8  reserved, 0            3     1
 *    u8  width, in bits         2     1
 *    u8  reserved, 0            3     1       all little-endian
 * </pre>
 *
 * <p>A capability that is present but not enabled reports width 0 in every form. The bytes do not say which form they
 * are in.
 *
 * @param format the form
 * @param bits the bytes as a little-endian number
 */
public record PasidData(PasidFormat format, int bits) {
    /** Bytes of the report, in every form. */
    public static final int SIZE = 4;

    private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Max PASID Width in the capability register. */
    private static final int WIDTH_MASK = 0x1f00;

    private static final int EXECUTE = 1;
    private static final int PRIVILEGED = 1 << 1;

    /** Reads the {@link #SIZE} bytes at the start of a segment. */
    public static PasidData read(PasidFormat format, MemorySegment data) {
        return new PasidData(format, data.get(LAYOUT, 0));
    }

    /** Writes the {@link #SIZE} bytes to the start of a segment. */
    public void write(MemorySegment data) {
        data.set(LAYOUT, 0, bits);
    }

    /**
     * Returns the width in bits as the report has it: 0 to 31, or 0 to 255 in the translated form. PCIe allows
     * {@link PasidCapability#MAX_WIDTH}; 0 says that PASID is not enabled.
     */
    public int width() {
        return format == PasidFormat.TRANSLATED ? third() : capability().width();
    }

    /** Returns what is reported; the width of a translated report is cut to the 5 bits of the register. */
    public PasidCapability capability() {
        return switch (format) {
            case TRANSLATED -> new PasidCapability(third() & 0x1f, (bits & EXECUTE) != 0, (bits & PRIVILEGED) != 0);
            case RAW, MASKED -> PasidCapability.decode(register());
        };
    }

    /** Returns the structure version, 0 to 255; empty in the translated form, which does not tell it. */
    public OptionalInt version() {
        return format == PasidFormat.TRANSLATED ? OptionalInt.empty() : OptionalInt.of(third());
    }

    /**
     * Returns the structure that whoever passes the report on gives to a guest, without control register: a translated
     * report has no register to pass on, so that it becomes one of version 1.
     */
    PasidStructure structure() {
        return format == PasidFormat.TRANSLATED
                ? new PasidStructure(
                        PasidStructureVersions.PUBLISHED, capability().encode(), 0)
                : new PasidStructure(third() & 0xf, register(), 0);
    }

    /** Turns a report of any form into the translated one, for whoever knows only that. */
    public PasidData translated() {
        return format == PasidFormat.TRANSLATED ? this : translate(register(), width() != 0);
    }

    static int withoutWidth(int register) {
        return register & ~WIDTH_MASK;
    }

    /** Translates a capability register. */
    static PasidData translate(int register, boolean enabled) {
        PasidCapability capability = PasidCapability.decode(register);
        int flags = (capability.execute() ? EXECUTE : 0) | (capability.privileged() ? PRIVILEGED : 0);
        return new PasidData(PasidFormat.TRANSLATED, enabled ? flags | capability.width() << 16 : 0);
    }

    private int register() {
        return bits & 0xffff;
    }

    private int third() {
        return bits >>> 16 & 0xff;
    }

    /** Shows the four bytes in their order: {@code 03 00 14 00}. */
    @Override
    public String toString() {
        return "%02x %02x %02x %02x".formatted(bits & 0xff, bits >>> 8 & 0xff, bits >>> 16 & 0xff, bits >>> 24);
    }
}
