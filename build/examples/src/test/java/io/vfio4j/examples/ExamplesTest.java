// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.examples.Projects.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the examples as their users do, with the artifacts of this build. */
class ExamplesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void shouldSumInOneProcessWhatAnotherAsksFor(Kind kind) throws Exception {
        Path socket = folder.resolve("adder");
        try (Program server = Program.example(kind, "adder", "Serve", socket)) {
            assertThat(server.line()).isEqualTo("serving on " + socket);
            try (Program driver = Program.example(kind, "adder", "Drive", socket)) {
                assertThat(driver.rest()).containsExactly("42");
            }
            assertThat(server.end()).isEmpty();
        }
    }

    @Test
    void shouldServeTheAdderByItsNameFromAModule() throws Exception {
        serveByName("--module-path", Projects.built(Kind.MODULES, "adder").resolve("classes"));
    }

    @Test
    void shouldServeTheAdderByItsNameFromTheClassPath() throws Exception {
        serveByName("--class-path", Projects.built(Kind.CLASS_PATH, "adder").resolve("classes"));
    }

    private void serveByName(String option, Path classes) throws Exception {
        Path socket = folder.resolve("adder");
        try (Program server = Program.vfio("serve", option, classes, "--device", "example-adder", "--socket", socket)) {
            assertThat(server.line())
                    .isEqualTo("listening on %s: 0000:01:00.0 1b36:00f7, as vfio-pci shows it", socket);
            try (Program driver = Program.example(Kind.MODULES, "adder", "Drive", socket)) {
                assertThat(driver.rest()).containsExactly("42");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTraceADriverAndLoseNothing(Kind kind) throws Exception {
        Path socket = folder.resolve("adder");
        Path traced = folder.resolve("traced");
        try (Program server = Program.example(kind, "adder", "Serve", socket)) {
            server.line();
            try (Program trace = Program.example(kind, "trace", "Trace", socket, traced)) {
                assertThat(trace.line()).isEqualTo("serving on " + traced);
                try (Program driver = Program.example(kind, "adder", "Drive", traced)) {
                    assertThat(driver.rest()).containsExactly("42");
                }
                List<String> lines = trace.end();
                assertThat(lines).allMatch(line -> line.matches(".+ = .+ <\\d+ us>"));
                assertThat(lines.stream().map(line -> line.replaceFirst(" <\\d+ us>$", "")))
                        .containsSubsequence(
                                "mapDma 0x10000000, 0x1000 bytes, rw = done",
                                "write region 0 at 0x0, 00 00 00 10 00 00 00 00 = 8",
                                "write region 0 at 0x8, 03 00 00 00 = 4",
                                "write region 0 at 0xc, 01 00 00 00 = 4",
                                "read region 0 at 0x10, 8 bytes = 2a 00 00 00 00 00 00 00",
                                "unmapDma 0x10000000, 0x1000 bytes = [0x10000000, 0x1000 bytes, rw]",
                                "close = done");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAddPasidToADumpThatIsServedTracedAndProbed(Kind kind) throws Exception {
        Path dump = Projects.source("dump").resolve("card.txt");
        Path changed = folder.resolve("changed.txt");
        try (Program program = Program.example(kind, "dump", "AddPasid", dump, changed)) {
            assertThat(program.rest()).containsExactly("0000:3b:00.0: PASID at 0x110");
        }
        Path socket = folder.resolve("card");
        Path traced = folder.resolve("traced");
        List<String> answers = List.of(
                "PASID: 16 bits",
                "device-feature says: feature 11, translated: 01 00 10 00: 16 bits, execute, enabled",
                "iommufd says: no IOMMU to ask",
                "config-space says: no PASID in the capability list");
        try (Program server = Program.vfio("serve", "--config", changed, "--socket", socket)) {
            assertThat(server.line())
                    .isEqualTo("listening on %s: 0000:3b:00.0 1b36:00f8, as vfio-pci shows it", socket);
            try (Program probe = Program.example(kind, "probe", "Probe", socket)) {
                assertThat(probe.rest()).isEqualTo(answers);
            }
            try (Program trace = Program.example(kind, "trace", "Trace", socket, traced)) {
                trace.line();
                try (Program probe = Program.example(kind, "probe", "Probe", traced)) {
                    assertThat(probe.rest()).isEqualTo(answers);
                }
                assertThat(trace.end())
                        .anyMatch(line -> line.startsWith("VFIO_DEVICE_FEATURE(11, PROBE|GET), 0 bytes = no bytes <"))
                        .anyMatch(line -> line.startsWith("VFIO_DEVICE_FEATURE(11, GET), 4 bytes = 01 00 10 00 <"));
            }
        }
    }

    @Test
    void shouldFindNoPasidInTheDumpAsItIs() throws Exception {
        Path socket = folder.resolve("card");
        Path dump = Projects.source("dump").resolve("card.txt");
        try (Program server = Program.vfio("serve", "--config", dump, "--socket", socket)) {
            server.line();
            try (Program probe = Program.example(Kind.MODULES, "probe", "Probe", socket)) {
                assertThat(probe.line()).isEqualTo("PASID: 0 bits");
            }
        }
    }

    @Test
    void shouldBuildEveryExample() throws Exception {
        assertThat(Projects.all()).isNotEmpty();
        for (String project : Projects.all()) {
            for (Kind kind : Kind.values()) {
                assertThat(Projects.built(kind, project).resolve("classes/example/" + project))
                        .isDirectory();
            }
        }
    }

    @Test
    void shouldNeedTheVersionThatIsBuilt() throws Exception {
        String version = System.getProperty("vfio4j.version");
        for (String project : Projects.all()) {
            assertThat(Projects.source(project).resolve("pom.xml"))
                    .content()
                    .describedAs("set it in each examples/*/pom.xml")
                    .contains("<vfio4j.version>%s</vfio4j.version>".formatted(version));
        }
    }

    @Test
    void shouldSayOfEachExampleHowToRunIt() throws Exception {
        for (String project : Projects.all()) {
            assertThat(Files.readString(Projects.source(project).resolve("README.md")))
                    .contains("mvn -q process-classes")
                    .contains("--module example." + project);
        }
    }
}
