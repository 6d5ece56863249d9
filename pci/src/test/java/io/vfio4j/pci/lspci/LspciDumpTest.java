// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.pci.Bar;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LspciDumpTest {
    private static final String ZEROES = " 00".repeat(16);

    @Test
    void shouldReadAFunctionWithDecodedTextBetween() {
        List<DumpedFunction> functions = LspciDump.parse(RealDumps.accelerator());

        assertThat(functions).hasSize(1);
        DumpedFunction function = functions.getFirst();
        assertThat(function.address()).isEqualTo(new PciAddress(0, 0x3a, 0, 0));
        assertThat(function.description()).isEqualTo("Processing accelerators: Red Hat, Inc. Device 7f10 (rev 03)");
        assertThat(function.config().size()).isEqualTo(4096);
        assertThat(function.config().u32(0)).isEqualTo(0x7f101b36);
        assertThat(function.config().u16(0x184)).isEqualTo(0x1406);
    }

    @Test
    void shouldTakeTheRegionsOfTheFunctionAndNotThoseOfItsVfs() {
        assertThat(LspciDump.parse(RealDumps.accelerator()).getFirst().bars())
                .containsExactly(
                        new Bar(0, Bar.Type.MEMORY_64, true, 0x38f0000000L, 256 << 20),
                        new Bar(2, Bar.Type.MEMORY_64, false, 0xfe800000L, 16 << 10),
                        new Bar(4, Bar.Type.IO, false, 0xc100, 64),
                        new Bar(6, Bar.Type.ROM, false, 0xfe900000L, 512 << 10));
    }

    @Test
    void shouldNotTakeVfRegionsWhenTheCapabilityTextAroundThemWasCutOut() {
        String text = RealDumps.accelerator()
                .lines()
                .filter(line -> !line.contains("Capabilities") && !line.contains("IOVCap"))
                .reduce("", (all, line) -> all + line + "\n");
        assertThat(LspciDump.parse(text)).isEqualTo(LspciDump.parse(RealDumps.accelerator()));
    }

    @Test
    void shouldNotTakeVfRegionsForAFunctionWithoutRegions() {
        String text = dump("00:00.0 x\n\tRegion 0: Memory at a6900000 (32-bit, non-prefetchable)\n", 256);
        assertThat(LspciDump.parse(text).getFirst().bars()).isEmpty();
    }

    @Test
    void shouldReadManyFunctionsWithAndWithoutDomain() {
        String text = "pcilib: some warning\n" + dump("00:1f.7 First\n", 64) + "\n\n"
                + dump("10000:e1:00.0 Second\n", 256) + dump("0003:01:00.0\n", 4096) + "trailing words\n\n";

        List<DumpedFunction> functions = LspciDump.parse(text);

        assertThat(functions)
                .extracting(DumpedFunction::address)
                .containsExactly(
                        new PciAddress(0, 0, 0x1f, 7), new PciAddress(0x10000, 0xe1, 0, 0), new PciAddress(3, 1, 0, 0));
        assertThat(functions).extracting(function -> function.config().size()).containsExactly(256, 256, 4096);
        assertThat(functions).extracting(DumpedFunction::description).containsExactly("First", "Second", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", " \n", "\n\n"})
    void shouldReadAnyLineEnd(String end) {
        String text = RealDumps.accelerator();
        assertThat(LspciDump.parse(text.replace("\n", end))).isEqualTo(LspciDump.parse(text));
    }

    @Test
    void shouldFindAFunctionByItsAddress() {
        List<DumpedFunction> functions = LspciDump.parse(dump("00:00.0 a\n", 64) + dump("00:01.0 b\n", 64));
        assertThat(LspciDump.find(functions, PciAddress.parse("00:01.0")))
                .map(DumpedFunction::description)
                .hasValue("b");
        assertThat(LspciDump.find(functions, PciAddress.parse("0001:00:01.0"))).isEmpty();
    }

    @Test
    void shouldReadBackWhatItWrites() {
        List<DumpedFunction> functions = LspciDump.parse(RealDumps.accelerator() + dump("10000:e1:00.0 Second\n", 256));
        String written = LspciDump.format(functions);
        assertThat(LspciDump.parse(written)).isEqualTo(functions);
        assertThat(written).startsWith("0000:3a:00.0 Processing").contains("\n10000:e1:00.0 Second\n");
        assertThat(written).contains("\nff0: 00 00").endsWith("\n\n");
    }

    @Test
    void shouldWriteDescriptionsThatPciutilsCanRead() {
        ConfigSpace config = ConfigSpace.ofSize(256);
        DumpedFunction function = new DumpedFunction(
                PciAddress.parse("00:00.0"), "a\n00: b\u20ac" + "\u20ac".repeat(300), config, List.of());
        String written = LspciDump.format(List.of(function));
        String first = written.lines().findFirst().orElseThrow();
        assertThat(first).startsWith("0000:00:00.0 a 00: b\u20ac");
        assertThat(first.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeLessThan(254);
        assertThat(LspciDump.parse(written).getFirst().config()).isEqualTo(config);
    }

    @Test
    void shouldRefuseWhatIsNoDump() {
        assertThatThrownBy(() -> LspciDump.parse("")).isInstanceOf(LspciFormatException.class);
        assertThatThrownBy(() -> LspciDump.parse("hello\nworld\n"))
                .isInstanceOf(LspciFormatException.class)
                .hasMessageContaining("not the output of lspci -xxxx");
        assertThatThrownBy(() -> LspciDump.parse("00:" + ZEROES + "\n"))
                .hasMessage("line 1: bytes without the line of a function (BB:DD.F ...) before them");
        assertThatThrownBy(() -> LspciDump.parse("00:00.0 Host bridge: only the name\n"))
                .hasMessage("line 1: no bytes of 0000:00:00.0: a dump made with lspci -xxxx is needed");
    }

    @Test
    void shouldRefuseTruncatedDumps() {
        assertThatThrownBy(() -> LspciDump.parse(dump("00:00.0 x\n", 48)))
                .hasMessage("line 4: truncated: 48 of 64 bytes of 0000:00:00.0");
        assertThatThrownBy(() -> LspciDump.parse(dump("00:00.0 x\n", 240)))
                .hasMessage("line 16: truncated: 240 of 256 bytes of 0000:00:00.0");
        assertThatThrownBy(() -> LspciDump.parse(dump("00:00.0 x\n", 4080) + dump("00:01.0 y\n", 64)))
                .hasMessage("line 256: truncated: 4080 of 4096 bytes of 0000:00:00.0");
    }

    @Test
    void shouldRefuseGapsAndRepetitions() {
        String start = "00:00.0 x\n00:" + ZEROES + "\n";
        assertThatThrownBy(() -> LspciDump.parse(start + "20:" + ZEROES + "\n"))
                .hasMessage("line 3: bytes of 0000:00:00.0 at 0x10 expected, not at 0x20");
        assertThatThrownBy(() -> LspciDump.parse(start + "00:" + ZEROES + "\n"))
                .hasMessage("line 3: bytes of 0000:00:00.0 at 0x10 expected, not at 0x00");
        assertThatThrownBy(() -> LspciDump.parse(dump("00:00.0 x\n", 4096) + "00:" + ZEROES + "\n"))
                .hasMessage("line 258: more than 4096 bytes of 0000:00:00.0");
    }

    @Test
    void shouldRefuseIncompleteLinesAndBadBytes() {
        assertThatThrownBy(() -> LspciDump.parse("00:00.0 x\n00:" + " 00".repeat(15)))
                .hasMessage("line 2: incomplete line: 15 of 16 bytes");
        assertThatThrownBy(() -> LspciDump.parse("00:00.0 x\n00:" + " 00".repeat(17)))
                .hasMessage("line 2: more than 16 bytes in a line");
        assertThatThrownBy(() -> LspciDump.parse("00:00.0 x\n00:\n")).hasMessageContaining("0 of 16 bytes");
        assertThatThrownBy(() -> LspciDump.parse("00:00.0 x\n00: zz" + " 00".repeat(15)))
                .hasMessage("line 2: not a byte of two hexadecimal digits: 'zz'");
        assertThatThrownBy(() -> LspciDump.parse("00:00.0 x\n00: " + "0".repeat(99)))
                .hasMessage("line 2: not a byte of two hexadecimal digits: '000000000000...'");
    }

    private static String dump(String head, int bytes) {
        StringBuilder text = new StringBuilder(head);
        for (int offset = 0; offset < bytes; offset += 16) {
            text.append("%02x:%s%n".formatted(offset, ZEROES));
        }
        return text.toString();
    }
}
