// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;

/** Collects the lines of one function. */
final class FunctionReader {
    private static final int BYTES_PER_LINE = 16;
    private static final int HEADER_SIZE = 64;
    private static final int CARDBUS_HEADER_SIZE = 128;

    private final PciAddress address;
    private final String description;
    private final byte[] bytes = new byte[ConfigSpace.EXTENDED_SIZE];
    private final List<RegionLine> regions = new ArrayList<>();
    private int length;
    private int lastLine;
    private boolean inHeaderText = true;

    FunctionReader(PciAddress address, String description, int line) {
        this.address = address;
        this.description = description;
        this.lastLine = line;
    }

    /**
     * Takes a line that is no bytes. SR-IOV's part of the capability text has Region lines as well, of the VFs: they
     * come after the capabilities begin, or at least after a Region with a higher number or the ROM.
     */
    void text(String line, int number) {
        if (line.stripLeading().startsWith("Capabilities:")) {
            inHeaderText = false;
        }
        if (!inHeaderText || length > 0) {
            return;
        }
        RegionLine region = RegionLine.parse(line, number);
        if (region == null) {
            return;
        }
        if (!regions.isEmpty() && region.comesBefore(regions.getLast())) {
            inHeaderText = false;
            return;
        }
        regions.add(region);
    }

    /** Takes a line of bytes: exactly 16, where the line before ended. */
    void bytes(int offset, String text, int number) {
        if (length == bytes.length) {
            throw new LspciFormatException(number, "more than 4096 bytes of " + address);
        }
        if (offset != length) {
            throw new LspciFormatException(
                    number, "bytes of %s at 0x%02x expected, not at 0x%02x".formatted(address, length, offset));
        }
        String[] words = text.isBlank() ? new String[0] : text.strip().split(" ", -1);
        for (String word : words) {
            if (length == offset + BYTES_PER_LINE) {
                throw new LspciFormatException(number, "more than 16 bytes in a line");
            }
            bytes[length++] = parseByte(word, number);
        }
        if (length != offset + BYTES_PER_LINE) {
            throw new LspciFormatException(number, "incomplete line: %d of 16 bytes".formatted(words.length));
        }
        lastLine = number;
    }

    DumpedFunction finish() {
        if (length == 0) {
            throw new LspciFormatException(
                    lastLine, "no bytes of %s: a dump made with lspci -xxxx is needed".formatted(address));
        }
        if (length < HEADER_SIZE) {
            throw truncated(HEADER_SIZE);
        }
        if (length > ConfigSpace.CONVENTIONAL_SIZE && length < ConfigSpace.EXTENDED_SIZE) {
            throw truncated(ConfigSpace.EXTENDED_SIZE);
        }
        if (length < ConfigSpace.CONVENTIONAL_SIZE && length != HEADER_SIZE && length != CARDBUS_HEADER_SIZE) {
            throw truncated(ConfigSpace.CONVENTIONAL_SIZE);
        }
        ConfigSpace config = ConfigSpace.ofSize(Math.max(length, ConfigSpace.CONVENTIONAL_SIZE));
        for (int offset = 0; offset < length; offset++) {
            config.setU8(offset, bytes[offset]);
        }
        return new DumpedFunction(address, description, config, BarReader.read(config, regions));
    }

    private LspciFormatException truncated(int wanted) {
        return new LspciFormatException(lastLine, "truncated: %d of %d bytes of %s".formatted(length, wanted, address));
    }

    private static byte parseByte(String word, int number) {
        int high = word.length() == 2 ? hexDigit(word.charAt(0)) : -1;
        int low = word.length() == 2 ? hexDigit(word.charAt(1)) : -1;
        if (high < 0 || low < 0) {
            String shown = word.length() > 12 ? word.substring(0, 12) + "..." : word;
            throw new LspciFormatException(number, "not a byte of two hexadecimal digits: '" + shown + "'");
        }
        return (byte) (high << 4 | low);
    }

    private static int hexDigit(char digit) {
        return digit < 0x80 ? Character.digit(digit, 16) : -1;
    }
}
