// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.lspci;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Any text is a dump that can be written and read again, or an LspciFormatException. */
class LspciDumpFuzzTest {

    @FuzzTest
    void shouldReadOrRefuseAnyText(byte[] bytes) {
        check(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void shouldReadOrRefuseDamagedDumps() {
        String whole = RealDumps.accelerator();
        String head = whole.substring(0, whole.indexOf("\n100: ") + 1);
        String alphabet = "0123456789abcdef:. \n\r\t[]()=KMGRxX\u20ac";
        SplittableRandom random = new SplittableRandom(11);
        int readable = 0;
        for (int round = 0; round < 4_000; round++) {
            StringBuilder text = new StringBuilder(head);
            for (int count = 1 + random.nextInt(3); count > 0; count--) {
                char letter = alphabet.charAt(random.nextInt(alphabet.length()));
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, letter);
                    case 1 -> text.insert(at, letter);
                    default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                }
            }
            readable += check(text.toString()) ? 1 : 0;
        }
        assertThat(readable).isBetween(200, 3_800);
    }

    private static boolean check(String text) {
        List<DumpedFunction> functions;
        try {
            functions = LspciDump.parse(text);
        } catch (LspciFormatException e) {
            assertThat(e.line()).isNotNegative();
            assertThat(e).hasMessageStartingWith("line " + e.line() + ": ");
            return false;
        }
        assertThat(functions).isNotEmpty();
        assertThat(LspciDump.parse(LspciDump.format(functions))).isEqualTo(functions);
        return true;
    }
}
