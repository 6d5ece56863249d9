// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vfio4j.cli.serve.ServedFunctions;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Serving;
import io.vfio4j.devices.SampleModel;
import io.vfio4j.emulation.EmulatedDeviceOptions;
import io.vfio4j.emulation.ModelOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we say of a configuration space, and what pciutils' lspci says of the same one. */
class LspciTest {
    private static final Pattern CAPABILITY = Pattern.compile("\\s+Capabilities: \\[([0-9a-f]+)(?: v\\d+)?\\] .*");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void requireLspci() {
        boolean installed = List.of("/usr/bin/lspci", "/usr/sbin/lspci", "/sbin/lspci", "/bin/lspci").stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path)));
        assumeThat(installed).as("lspci (pciutils) is installed").isTrue();
    }

    @Test
    void shouldListTheSameCapabilitiesOfTheSampleInBothViews() throws IOException, InterruptedException {
        for (EmulatedDeviceOptions view : List.of(EmulatedDeviceOptions.VFIO, EmulatedDeviceOptions.HARDWARE)) {
            Path socket = folder.resolve("s");
            try (ServedFunctions _ = Serving.start(
                    new SampleModel()
                            .function(ModelOptions.NONE)
                            .withVirtualFunctions(1)
                            .build(),
                    socket,
                    view)) {
                compare("vfio-user:" + socket);
                compare("vfio-user:" + socket + ".vf0");
            }
        }
    }

    @Test
    void shouldListTheSameCapabilitiesOfEveryDump() throws IOException, InterruptedException {
        for (String reference : RealDumpsTest.references()) {
            compare("dump:" + reference);
        }
    }

    private void compare(String target) throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("for-lspci.txt"),
                CliRun.of("config", target, "--lspci").out());
        List<Integer> ours = new ArrayList<>();
        for (JsonNode capability : CliRun.of("config", target, "--json").json().get("capabilities")) {
            ours.add(capability.get("offset").asInt());
        }
        assertThat(lspci(file)).as(target).isEqualTo(ours);
    }

    private static List<Integer> lspci(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("lspci", "-F", file.toString(), "-vv")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        List<Integer> offsets = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher capability = CAPABILITY.matcher(line);
            if (capability.matches()) {
                offsets.add(Integer.parseInt(capability.group(1), 16));
            }
        }
        return offsets;
    }
}
