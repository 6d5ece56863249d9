// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.console.Console;
import io.vfio4j.cli.console.Text;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Dumps;
import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.PciAddress;
import io.vfio4j.pci.lspci.DumpedFunction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapTextTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldDrawEveryCapabilityWhereItIs() throws IOException {
        List<String> lines = sample();

        assertThat(lines)
                .contains(
                        "0x000  [Header--------------------------------------------------------]",
                        "0x1c0  [SR-IOV--------------------------------------------------------]");
        assertThat(lines).anyMatch(line -> line.startsWith("0x100  [AER-----"));
    }

    @Test
    void shouldMarkWhatVfioPciHides() throws IOException {
        List<String> lines = sample();

        assertThat(lines).anyMatch(line -> line.startsWith("0x140  ") && line.contains("]{PASID-}[PRI---"));
        assertThat(lines)
                .anyMatch(line -> line.matches("0x168 +8 +PASID +Process Address Space ID \\(vfio-pci hides it\\)"));
        assertThat(lines).anyMatch(line -> line.startsWith("  {PASID-}") && line.contains("hides"));
    }

    @Test
    void shouldTellARangeOfNobodyInOneLine() throws IOException {
        assertThat(sample()).anyMatch(line -> line.matches("0x200  \\.\\.\\. 3584 bytes: nobody's, and all zero"));
    }

    @Test
    void shouldSayWhatAListCannotTell() {
        ConfigSpace config = ConfigSpace.ofSize(ConfigSpace.EXTENDED_SIZE);
        config.setU16(0x06, 0x10);
        config.setU8(0x34, 0x40);
        config.setU32(0x40, 0x0002_0010);
        config.setU32(0x100, 0x0001_0003);
        config.setU32(0x240, 0x0001_001b);
        config.setU16(0x244, 0x1406);

        List<String> lines = draw(config);

        assertThat(String.join(" ", lines))
                .contains("The list of capabilities is all that this map can know.")
                .contains("0x240 looks like the header of Process Address Space ID, which is not in the list.");
        assertThat(lines).anyMatch(line -> line.startsWith("0x240  x.x.xx......"));
    }

    @Test
    void shouldKeepToEightyColumnsWhateverTheBytes() {
        var random = new Random(7);
        for (int round = 0; round < 50; round++) {
            byte[] bytes = new byte[ConfigSpace.EXTENDED_SIZE];
            random.nextBytes(bytes);
            bytes[6] |= 0x10;

            assertThat(draw(ConfigSpace.of(bytes)))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Text.WIDTH));
        }
    }

    private List<String> sample() throws IOException {
        return CliRun.of("config", "--map", "dump:" + Dumps.sample(folder.resolve("dump"), "3a:00.0")).lines().stream()
                .skip(1)
                .toList();
    }

    private static List<String> draw(ConfigSpace config) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(out, OutputStream.nullOutputStream(), false, false);
        MapText.write(
                new ConfigView(
                        "vfio-user:/x", false, new DumpedFunction(new PciAddress(0, 0, 0, 0), "", config, List.of())),
                console);
        console.flush();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
