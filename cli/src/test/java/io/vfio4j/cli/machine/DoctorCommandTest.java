// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vfio4j.cli.console.ExitCode;
import io.vfio4j.cli.console.Text;
import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.host.testing.ConfigBuilder;
import io.vfio4j.host.testing.HealthyMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path elsewhere;

    private CliRun doctor(String... arguments) {
        List<String> args = new ArrayList<>(List.of("doctor", "--root", folder.toString()));
        args.addAll(Arrays.asList(arguments));
        return CliRun.of(args.toArray(String[]::new));
    }

    @Test
    void shouldSayThatEverythingIsInOrder() {
        new HealthyMachine(folder);

        List<String> lines = doctor().lines();

        assertThat(lines).contains("This machine", "Function 0000:3a:00.0", "Everything is in order.");
        assertThat(lines).anyMatch(line -> line.startsWith("  ok       PASID capability: it has 20 bits"));
    }

    @Test
    void shouldTellAProblemInFullAndExitWithOne() {
        new HealthyMachine(folder).tree().file("/proc/cmdline", "intel_iommu=on");

        CliRun run = doctor("3a:00.0");

        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("  PROBLEM  PASID in the IOMMU: dmar0 ecap"))
                .anyMatch(line -> line.startsWith("           why:  "))
                .anyMatch(line -> line.startsWith("           next: add intel_iommu=on,sm_on"))
                .anyMatch(line -> line.equals("1 problem."))
                .allMatch(line -> line.length() <= Text.WIDTH);
        assertThat(run.err()).isEqualTo("vfio: 1 problem; begin with the first: PASID in the IOMMU\n");
    }

    @Test
    void shouldSucceedWithWarningsOnly() {
        new HealthyMachine(folder)
                .function()
                .config(new ConfigBuilder()
                        .express(ConfigBuilder.ENDPOINT, true)
                        .pasid(20, true));

        assertThat(doctor().lines()).contains("1 warning.");
    }

    @Test
    void shouldWriteJson() throws JsonProcessingException {
        new HealthyMachine(folder).tree().file("/proc/cmdline", "intel_iommu=on");

        CliRun run = doctor("--json");

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(json.get("problem").asInt()).isEqualTo(1);
        assertThat(json.get("warning").asInt()).isZero();
        JsonNode finding = json.get("findings").get(1);
        assertThat(finding.get("check").asText()).isEqualTo("iommu-pasid");
        assertThat(finding.get("verdict").asText()).isEqualTo("problem");
        assertThat(finding.get("function").isNull()).isTrue();
        assertThat(finding.get("next").asText()).contains("sm_on");
        assertThat(json.get("findings").get(9).get("function").asText()).isEqualTo("0000:3a:00.0");
    }

    @Test
    void shouldTellOnceWhatIsAlikeForTheVirtualFunctionsOfAPhysicalOne() throws JsonProcessingException {
        HealthyMachine machine = new HealthyMachine(folder);
        for (int i = 0; i < 100; i++) {
            machine.tree()
                    .functionUnder(HealthyMachine.ROOT_PORT, "0000:3a:%02x.%d".formatted(2 + i / 8, i % 8))
                    .virtualOf(HealthyMachine.FUNCTION, i)
                    .config(new ConfigBuilder().ats(i != 50))
                    .iommu("dmar0")
                    .vfio("vfio" + (1 + i), 20 + i);
        }

        List<String> lines = doctor().lines();

        assertThat(lines)
                .contains("100 virtual functions of 0000:3a:00.0: 0000:3a:02.0 to 0000:3a:0e.3", "1 warning.")
                .anyMatch(line -> line.equals("  ok       PASID capability: its PF 0000:3a:00.0 has 20 bits, execute,"))
                .hasSizeLessThan(60)
                .allMatch(line -> line.length() <= Text.WIDTH);
        assertThat(String.join(" ", lines).replaceAll("\\s+", " "))
                .contains("group 20 behind dmar0, type DMA, alone in it (all 100 alike; this is the first)")
                .contains("enabled (99 of 100 alike; this is 0000:3a:02.0)")
                .contains("not enabled (1 of 100 alike; this is 0000:3a:08.2)");
        JsonNode json = new ObjectMapper().readTree(doctor("--json").out());
        assertThat(json.get("findings")).hasSizeGreaterThan(900);
    }

    @Test
    void shouldTellAVirtualFunctionByItselfWhenItIsTheOnlyOne() {
        HealthyMachine machine = new HealthyMachine(folder);
        machine.tree()
                .functionUnder(HealthyMachine.ROOT_PORT, "0000:3a:02.0")
                .virtualOf(HealthyMachine.FUNCTION, 0)
                .config(new ConfigBuilder().ats(true))
                .vfio("vfio1", 13);

        assertThat(doctor().lines()).contains("Function 0000:3a:02.0");
    }

    @Test
    void shouldLookAtASavedMachineAsAtTheMachine() {
        new HealthyMachine(folder).tree().file("/proc/cmdline", "intel_iommu=on");
        String archive = elsewhere.resolve("machine.tar.gz").toString();

        assertThat(doctor("--save", archive).out()).contains("Look at it with: vfio doctor --from " + archive);

        assertThat(CliRun.of("doctor", "--from", archive)).isEqualTo(doctor());
        assertThat(CliRun.of("ls", "--from", archive)).isEqualTo(CliRun.of("ls", "--root", folder.toString()));
    }

    @Test
    void shouldSaveForItsOwnerOnly() throws IOException {
        new HealthyMachine(folder);
        Path archive = elsewhere.resolve("machine.tar");

        assertThat(doctor("--save", archive.toString()).out())
                .contains("for you alone to read", "the kernel's command line")
                .doesNotContain("serial numbers");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldSaveSerialNumbersOnlyWhenAsked() throws IOException {
        new HealthyMachine(folder)
                .function()
                .config(HealthyMachine.goodFunction().serialNumber(0x4847_4645_4443_4241L));
        Path without = elsewhere.resolve("without.tar");
        Path with = elsewhere.resolve("with.tar");

        doctor("--save", without.toString());
        CliRun run = doctor("--save", with.toString(), "--with-serial-numbers");

        assertThat(run.out()).contains("and serial numbers.");
        assertThat(Files.readString(with, StandardCharsets.ISO_8859_1)).contains("ABCDEFGH");
        assertThat(Files.readString(without, StandardCharsets.ISO_8859_1)).doesNotContain("ABCDEFGH");
        assertThat(CliRun.of("doctor", "--from", without.toString())).isEqualTo(doctor());
        assertThat(doctor("--with-serial-numbers").failure()).contains("only with --save");
    }

    @Test
    void shouldNotOverwriteAFile() throws IOException {
        new HealthyMachine(folder);
        Path archive = Files.writeString(elsewhere.resolve("machine.tar"), "precious");

        assertThat(doctor("--save", archive.toString()).failure()).contains("there is such a file already");

        assertThat(archive).hasContent("precious");
    }

    @Test
    void shouldRefuseAFunctionThatIsNotThere() {
        new HealthyMachine(folder);

        assertThat(doctor("99:00.0").failure()).contains("0000:99:00.0: there is no such function");
    }

    @Test
    void shouldRefuseAnAddressThatIsNone() {
        assertThat(doctor("nic").usage()).contains("not a PCI address", "nic");
    }

    @Test
    void shouldRefuseAnArchiveThatIsNone() throws IOException {
        Path text = Files.writeString(elsewhere.resolve("text"), "x".repeat(1000));

        assertThat(CliRun.of("doctor", "--from", text.toString()).failure()).contains("not a tar archive");
        assertThat(CliRun.of("doctor", "--from", elsewhere.resolve("none").toString())
                        .failure())
                .contains("no such file");
    }

    @Test
    void shouldRefuseTwoMachinesAtOnce() {
        assertThat(doctor("--from", "x.tar").failure()).contains("give one of them");
    }

    @Test
    void shouldSayThatAFileCannotBeSaved() {
        new HealthyMachine(folder);

        assertThat(doctor("--save", elsewhere.resolve("no/such/folder.tar").toString())
                        .failure())
                .contains("--save", "no such folder");
    }
}
