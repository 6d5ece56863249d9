// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import io.vfio4j.pci.Bar;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds what lspci says of a region, for example
 * {@code Region 2: Memory at 90000000 (64-bit, prefetchable) [size=256M]}. With a single -v the number is left out.
 *
 * @param index the BAR's, {@link Bar#ROM_INDEX} or {@link #UNNUMBERED}
 * @param address 0 when it is {@code <unassigned>} or {@code <ignored>}
 * @param size bytes, 0 when the line does not tell
 */
record RegionLine(int index, Bar.Type type, boolean prefetchable, long address, long size) {
    static final int UNNUMBERED = -1;

    private static final Pattern MEMORY =
            Pattern.compile("(?:Region ([0-5]): )?Memory at (\\S{1,32}) \\(([^,)]{1,32}), (non-)?prefetchable\\)(.*)");
    private static final Pattern PORTS = Pattern.compile("(?:Region ([0-5]): )?I/O ports at (\\S{1,32})(.*)");
    private static final Pattern ROM = Pattern.compile("Expansion ROM at (\\S{1,32})(.*)");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F]{1,16}");
    private static final Pattern SIZE = Pattern.compile("\\[size=([0-9]{1,18})([KMGT]?)]");
    private static final String UNITS = "KMGT";
    private static final long LARGEST_32_BIT_SIZE = 1L << 31;

    /**
     * Reads a line, or answers null when it is not about a region of the function.
     *
     * @throws LspciFormatException when a size cannot be that of a BAR
     */
    static @Nullable RegionLine parse(String line, int number) {
        String text = line.strip();
        if (text.contains("[enhanced]")) {
            return null; // from an Enhanced Allocation capability: no BAR stands for it
        }
        Matcher memory = MEMORY.matcher(text);
        if (memory.matches()) {
            boolean wide = memory.group(3).equals("64-bit");
            Bar.Type type = wide ? Bar.Type.MEMORY_64 : Bar.Type.MEMORY_32;
            return new RegionLine(
                    index(memory.group(1)),
                    type,
                    memory.group(4) == null,
                    address(memory.group(2)),
                    size(memory.group(5), type, number));
        }
        Matcher ports = PORTS.matcher(text);
        if (ports.matches()) {
            long size = size(ports.group(3), Bar.Type.IO, number);
            return new RegionLine(index(ports.group(1)), Bar.Type.IO, false, address(ports.group(2)), size);
        }
        Matcher rom = ROM.matcher(text);
        if (rom.matches()) {
            long size = size(rom.group(2), Bar.Type.ROM, number);
            return new RegionLine(Bar.ROM_INDEX, Bar.Type.ROM, false, address(rom.group(1)), size);
        }
        return null;
    }

    /** Says whether this line cannot follow the other in the list of one function's regions. */
    boolean comesBefore(RegionLine other) {
        return other.index == Bar.ROM_INDEX || (index != UNNUMBERED && index <= other.index);
    }

    private static int index(@Nullable String digit) {
        return digit == null ? UNNUMBERED : Integer.parseInt(digit);
    }

    private static long address(String text) {
        return ADDRESS.matcher(text).matches() ? Long.parseUnsignedLong(text, 16) : 0;
    }

    private static long size(String attributes, Bar.Type type, int number) {
        Matcher matcher = SIZE.matcher(attributes);
        if (!matcher.find()) {
            return 0;
        }
        long count = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        int shift = unit.isEmpty() ? 0 : 10 * (UNITS.indexOf(unit) + 1);
        long limit = type == Bar.Type.MEMORY_64 ? 1L << 62 : LARGEST_32_BIT_SIZE;
        long smallest = type == Bar.Type.IO ? 4 : 16;
        if (count > limit >> shift || count << shift < smallest || Long.bitCount(count) != 1) {
            throw new LspciFormatException(number, "no size of a BAR: " + matcher.group());
        }
        return count << shift;
    }
}
