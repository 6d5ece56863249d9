// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import java.util.HexFormat;

/** Writes one function. */
final class FunctionWriter {
    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");
    private static final int BYTES_PER_LINE = 16;
    /** pciutils reads lines of at most 254 bytes. */
    private static final int LONGEST_DESCRIPTION = 224;

    private static final String UNITS = "KMGT";

    private FunctionWriter() {}

    static void write(DumpedFunction function, StringBuilder text) {
        text.append(function.address())
                .append(' ')
                .append(printable(function.description()))
                .append('\n');
        for (Bar bar : function.bars()) {
            text.append('\t').append(region(bar)).append('\n');
        }
        ConfigSpace config = function.config();
        byte[] bytes = config.toByteArray();
        for (int offset = 0; offset < bytes.length; offset += BYTES_PER_LINE) {
            text.append("%02x: ".formatted(offset));
            BYTES.formatHex(text, bytes, offset, offset + BYTES_PER_LINE);
            text.append('\n');
        }
        text.append('\n');
    }

    /** Makes one line that pciutils takes: no control characters, and cut to {@value #LONGEST_DESCRIPTION} bytes. */
    static String printable(String description) {
        StringBuilder line = new StringBuilder();
        int bytes = 0;
        for (int point : description.strip().codePoints().toArray()) {
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > LONGEST_DESCRIPTION) {
                break;
            }
            line.appendCodePoint(Character.isISOControl(point) ? ' ' : point);
        }
        return line.toString().strip();
    }

    private static String region(Bar bar) {
        String size = "[size=" + size(bar.size()) + "]";
        String unassigned = "<unassigned>";
        return switch (bar.type()) {
            case IO -> {
                String address = bar.address() == 0 ? unassigned : "%04x".formatted(bar.address());
                yield "Region %d: I/O ports at %s %s".formatted(bar.index(), address, size);
            }
            case ROM -> {
                String address = bar.address() == 0 ? unassigned : "%08x".formatted(bar.address());
                yield "Expansion ROM at %s %s".formatted(address, size);
            }
            case MEMORY_32, MEMORY_64 -> {
                String address = bar.address() == 0 ? unassigned : "%08x".formatted(bar.address());
                String width = bar.type() == Bar.Type.MEMORY_64 ? "64-bit" : "32-bit";
                String prefetchable = bar.prefetchable() ? "prefetchable" : "non-prefetchable";
                yield "Region %d: Memory at %s (%s, %s) %s".formatted(bar.index(), address, width, prefetchable, size);
            }
        };
    }

    private static String size(long bytes) {
        int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
        String suffix = unit == 0 ? "" : UNITS.substring(unit - 1, unit);
        return (bytes >>> (10 * unit)) + suffix;
    }
}
