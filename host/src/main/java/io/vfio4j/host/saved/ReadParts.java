// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.saved;

import java.io.IOException;
import java.util.BitSet;
import java.util.stream.Collectors;

/**
 * Remembers which bytes of a file were read, and whether its end was seen. A saved file has zeroes where nothing was
 * read; in an archive, a pax record tells which these are:
 *
 * <pre>
 *  VFIO4J.read=0-272,320-336       these bytes, each range without its last number; what follows is not known
 *  VFIO4J.read=0-272,320-336,end   the same, and the file ends there
 *  VFIO4J.read=                    nothing was read
 * </pre>
 *
 * <p>A file without that record was read whole.
 */
final class ReadParts {
    /** The name of the pax record. */
    static final String KEY = "VFIO4J.read";

    private static final String END = "end";

    private final BitSet read;
    private final boolean end;

    private ReadParts(BitSet read, boolean end) {
        this.read = read;
        this.end = end;
    }

    static ReadParts of(BitSet read, boolean end) {
        return new ReadParts((BitSet) read.clone(), end);
    }

    static ReadParts whole(int size) {
        BitSet all = new BitSet(size);
        all.set(0, size);
        return new ReadParts(all, true);
    }

    static ReadParts nothing() {
        return new ReadParts(new BitSet(), false);
    }

    /**
     * Reads the record's value.
     *
     * @param size bytes of the file
     * @throws IOException when it is malformed, or does not fit the file
     */
    static ReadParts parse(String value, int size) throws IOException {
        BitSet read = new BitSet();
        boolean end = false;
        for (String part : value.isEmpty() ? new String[0] : value.split(",", -1)) {
            int dash = part.indexOf('-');
            if (part.equals(END)) {
                end = true;
                continue;
            }
            int from = dash < 0 ? -1 : number(part.substring(0, dash));
            int to = dash < 0 ? -1 : number(part.substring(dash + 1));
            if (end || from < read.length() || to <= from || to > size) {
                throw new IOException("the record %s of a file of %d bytes cannot be: %s"
                        .formatted(KEY, size, SavedPath.abbreviated(value)));
            }
            read.set(from, to);
        }
        return new ReadParts(read, end);
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    boolean isWhole(int size) {
        return end && read.nextClearBit(0) >= size;
    }

    /** Returns how many bytes from a place on were read: 0 where none was. */
    int available(long position) {
        return position >= read.length() ? 0 : read.nextClearBit((int) position) - (int) position;
    }

    /** Tells whether there is known to be nothing at a place, because the file ends before it. */
    boolean isPastEnd(long position) {
        return end && position >= read.length();
    }

    /** Returns the record's value. */
    @Override
    public String toString() {
        String ranges = read.stream()
                .filter(first -> first == 0 || !read.get(first - 1))
                .mapToObj(first -> first + "-" + read.nextClearBit(first))
                .collect(Collectors.joining(","));
        return ranges + (end ? (ranges.isEmpty() ? END : "," + END) : "");
    }
}
