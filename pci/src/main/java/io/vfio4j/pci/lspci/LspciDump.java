// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import io.vfio4j.pci.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes what {@code lspci -x}, {@code -xxx} and {@code -xxxx} print, of one function or of many.
 *
 * <pre>
 *   0000:3a:00.0 Ethernet controller: ...                          address line, domain optional
 *   &lt;tab&gt;Region 0: Memory at a0000000 (64-bit, ...) [size=16M]     decoded text of -v, -vv, -vvv, optional
 *   00: 86 80 1e 19 07 04 10 00 07 00 00 03 00 00 00 00            16 bytes a line, without a gap
 * </pre>
 *
 * <p>Of the decoded text only the lines of the function's own regions matter, for the sizes of its BARs; any other line
 * that is neither an address nor bytes is skipped, and so are blank lines. A function has 64, 128, 256 or 4096 bytes.
 *
 * <p>A BAR whose size the text does not tell gets a guessed one: the alignment of its address, but not more than
 * 1 MiB of memory, 256 bytes of I/O ports or 64 KiB of ROM, not more than reaches the function's next BAR, and not less
 * than its MSI-X table and pending bits take. A BAR that holds 0 and has no Region line is taken as not implemented.
 */
public final class LspciDump {
    private static final Pattern ADDRESS_LINE =
            Pattern.compile("((?:[0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[01][0-9a-fA-F]\\.[0-7])(?: (.*))?", Pattern.DOTALL);
    private static final Pattern BYTES_LINE = Pattern.compile("([0-9a-fA-F]{2,3}):(?: (.*))?", Pattern.DOTALL);

    private LspciDump() {}

    /**
     * Reads all functions of a dump, in its order. Lines end in LF, CRLF or CR.
     *
     * @return at least one function
     * @throws LspciFormatException when there is no function, or when one's bytes are incomplete or not hexadecimal
     */
    public static List<DumpedFunction> parse(String text) {
        List<DumpedFunction> functions = new ArrayList<>();
        FunctionReader reader = null;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            FunctionReader next = startOf(line, number);
            if (next != null) {
                if (reader != null) {
                    functions.add(reader.finish());
                }
                reader = next;
            } else {
                readInto(reader, line, number);
            }
        }
        if (reader == null) {
            throw LspciFormatException.withoutFunction(number);
        }
        functions.add(reader.finish());
        return functions;
    }

    /** Finds the first function of a dump with this address. */
    public static Optional<DumpedFunction> find(List<DumpedFunction> functions, PciAddress address) {
        return functions.stream()
                .filter(function -> function.address().equals(address))
                .findFirst();
    }

    /**
     * Writes functions such that {@link #parse} and {@code lspci -F} read them: the domain always, a Region line for
     * each BAR, all bytes.
     */
    public static String format(List<DumpedFunction> functions) {
        StringBuilder text = new StringBuilder();
        for (DumpedFunction function : functions) {
            FunctionWriter.write(function, text);
        }
        return text.toString();
    }

    private static @Nullable FunctionReader startOf(String line, int number) {
        Matcher matcher = ADDRESS_LINE.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        String description = matcher.group(2) == null ? "" : FunctionWriter.printable(matcher.group(2));
        return new FunctionReader(PciAddress.parse(matcher.group(1)), description, number);
    }

    private static void readInto(@Nullable FunctionReader reader, String line, int number) {
        Matcher matcher = BYTES_LINE.matcher(line);
        if (!matcher.matches()) {
            if (reader != null) {
                reader.text(line, number);
            }
            return;
        }
        if (reader == null) {
            throw new LspciFormatException(number, "bytes without the line of a function (BB:DD.F ...) before them");
        }
        String bytes = matcher.group(2) == null ? "" : matcher.group(2);
        reader.bytes(Integer.parseInt(matcher.group(1), 16), bytes, number);
    }
}
