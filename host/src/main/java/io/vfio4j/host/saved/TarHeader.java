// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A header block of a tar archive (POSIX.1-2017, pax, "ustar interchange format").
 *
 * <pre>
 *  offset size                         offset size
 *       0  100  name                      156    1  type flag
 *     100    8  mode, octal               157  100  link name
 *     108    8  uid, octal                257    6  "ustar\0"
 *     116    8  gid, octal                263    2  "00"
 *     124   12  size, octal               345  155  prefix of the name
 *     136   12  modification time
 *     148    8  sum of the block's bytes, with these 8 as spaces
 * </pre>
 *
 * <p>Numbers that are too large for their octal digits are in base 256 after a byte 0x80, as GNU tar writes them.
 */
record TarHeader(String name, int mode, int uid, int gid, long size, char type, String linkName) {
    static final int BLOCK = 512;

    static final char FILE = '0';
    static final char LINK = '2';
    static final char CHARACTER_NODE = '3';
    static final char FOLDER = '5';
    static final char PAX = 'x';
    static final char PAX_GLOBAL = 'g';
    static final char GNU_LONG_NAME = 'L';
    static final char GNU_LONG_LINK = 'K';

    static final int NAME_SIZE = 100;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX_SIZE = 155;
    private static final int SUM_AT = 148;

    /**
     * Reads a block.
     *
     * @throws IOException when it is not a header
     */
    static TarHeader parse(byte[] block) throws IOException {
        if (number(block, SUM_AT, 8) != sum(block)) {
            throw new IOException("not a tar archive: the checksum of a header is wrong");
        }
        String name = text(block, 0, NAME_SIZE);
        boolean ustar = text(block, 257, 5).equals("ustar");
        String prefix = ustar && block[262] == 0 ? text(block, PREFIX_AT, PREFIX_SIZE) : "";
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + "/" + name,
                (int) number(block, 100, 8) & 07777,
                (int) number(block, 108, 8),
                (int) number(block, 116, 8),
                number(block, 124, 12),
                block[156] == 0 ? FILE : (char) block[156],
                text(block, 157, NAME_SIZE));
    }

    /** Returns the block. The name must {@linkplain #fits fit}, and the link's name must have 100 bytes at most. */
    byte[] encode() {
        byte[] block = new byte[BLOCK];
        int split = split(name);
        put(block, 0, name.substring(split == 0 ? 0 : split + 1));
        put(block, PREFIX_AT, name.substring(0, split));
        putNumber(block, 100, 8, mode);
        putNumber(block, 108, 8, Integer.toUnsignedLong(uid));
        putNumber(block, 116, 8, Integer.toUnsignedLong(gid));
        putNumber(block, 124, 12, size);
        putNumber(block, 136, 12, 0);
        block[156] = (byte) type;
        put(block, 157, linkName);
        put(block, 257, "ustar\00000");
        putNumber(block, SUM_AT, 8, sum(block));
        return block;
    }

    /** Tells whether a name can be split into prefix and name. */
    static boolean fits(String name) {
        return ascii(name) && (name.length() <= NAME_SIZE || split(name) != 0);
    }

    static boolean ascii(String text) {
        return text.chars().allMatch(c -> c > 0 && c < 0x80);
    }

    /** Returns where the slash is at which to split; 0 when the name need not be, or cannot be. */
    private static int split(String name) {
        if (name.length() <= NAME_SIZE) {
            return 0;
        }
        int slash = name.indexOf('/', name.length() - NAME_SIZE - 1);
        return slash > 0 && slash <= PREFIX_SIZE && slash < name.length() - 1 ? slash : 0;
    }

    private static int sum(byte[] block) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= SUM_AT && i < SUM_AT + 8 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    private static String text(byte[] block, int at, int size) {
        int end = at;
        while (end < at + size && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.UTF_8);
    }

    private static long number(byte[] block, int at, int size) throws IOException {
        if ((block[at] & 0x80) != 0) {
            long value = 0;
            for (int i = at + size - 8 + (size == 8 ? 1 : 0); i < at + size; i++) {
                value = value << 8 | (block[i] & 0xff);
            }
            return value;
        }
        String digits = text(block, at, size).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException _) {
            throw new IOException("not a tar archive: a number in a header is not octal");
        }
    }

    private static void putNumber(byte[] block, int at, int size, long value) {
        String digits = Long.toOctalString(value);
        if (digits.length() < size) {
            put(block, at, "0".repeat(size - 1 - digits.length()) + digits);
            return;
        }
        for (int i = 0; i < size - 1; i++) {
            block[at + size - 1 - i] = i < 8 ? (byte) (value >>> (8 * i)) : 0;
        }
        block[at] = (byte) 0x80;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
