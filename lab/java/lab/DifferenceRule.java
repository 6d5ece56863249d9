// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.pci.ConfigSpace;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bits that may differ, and why: a line {@code PLACE FIRST[-LAST][/BITS] REASON} of a table of differences.
 *
 * <p>A place is {@code header}, {@code cap:ID}, {@code ecap:ID}, or {@code unowned} for bytes that belong to nothing.
 * Numbers are hexadecimal; offsets count from the start of the place, those of unowned bytes from 0. BITS is a mask in
 * the order of a register, its lowest byte for FIRST; one of a part of the range repeats. Without it all bits may
 * differ. {@code +MASK} is about bits that are 1 in what the judge shows and 0 in ours, {@code -MASK} about the
 * contrary; {@code +MASK-MASK} about both. {@code bars} is the mask of the address bits of Base Address registers, as
 * far as the type in their lowest bits says that they have them.
 */
record DifferenceRule(String place, int first, int last, Bits set, Bits cleared, String reason) {
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+([0-9a-f]+)(?:-([0-9a-f]+))?"
            + "(?:/(?=\\S)(?:([0-9a-f]+|bars)|(?:\\+([0-9a-f]+|bars))?(?:-([0-9a-f]+|bars))?))?\\s+(\\S.*)");

    /** Which bits of the byte at an offset of the space, which has the rule's range from a start on. */
    private interface Bits {
        int at(ConfigSpace config, int start, int offset);
    }

    static DifferenceRule parse(String line) {
        Matcher words = LINE.matcher(line.strip());
        if (!words.matches()) {
            throw new IllegalArgumentException("not a line of a table of differences: " + line);
        }
        int first = Integer.parseInt(words.group(2), 16);
        int last = words.group(3) == null ? first : Integer.parseInt(words.group(3), 16);
        String both = words.group(4);
        String set = words.group(5);
        String cleared = words.group(6);
        boolean all = both == null && set == null && cleared == null;
        return new DifferenceRule(
                words.group(1),
                first,
                last,
                bits(all ? "ff" : both == null ? set : both),
                bits(all ? "ff" : both == null ? cleared : both),
                words.group(7));
    }

    private static Bits bits(String mask) {
        if (mask == null) {
            return (config, start, offset) -> 0;
        }
        if (mask.equals("bars")) {
            return DifferenceRule::address;
        }
        int bytes = (mask.length() + 1) / 2;
        long value = Long.parseUnsignedLong(mask, 16);
        return (config, start, offset) -> (int) (value >>> 8 * ((offset - start) % bytes)) & 0xff;
    }

    boolean covers(String where, int relative) {
        return place.equals(where) && relative >= first && relative <= last;
    }

    /**
     * The bits that may differ of one byte.
     *
     * @param start of the place, from the start of the space
     * @param on which are 1 in what the judge shows; otherwise those that are 0
     */
    int mask(ConfigSpace config, int start, int offset, boolean on) {
        return (on ? set : cleared).at(config, start + first, offset);
    }

    /** Address bits of the byte at an offset in a row of Base Address registers. PCIe 6.0, 7.5.1.2.1. */
    private static int address(ConfigSpace config, int start, int offset) {
        boolean upperHalf = false;
        for (int register = start; register <= offset; register += 4) {
            int value = config.u32(register);
            boolean io = (value & 1) != 0;
            int mask = upperHalf ? -1 : value == 0 ? 0 : io ? ~3 : ~0xf;
            if (offset < register + 4) {
                return mask >>> 8 * (offset - register) & 0xff;
            }
            upperHalf = !upperHalf && !io && (value & 6) == 4;
        }
        return 0;
    }
}
