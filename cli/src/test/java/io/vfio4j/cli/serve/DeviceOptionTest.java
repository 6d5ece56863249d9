// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vfio4j.cli.testing.CliRun;
import io.vfio4j.cli.testing.Spawned;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceOptionTest {
    private static final String SERVICE = "io.vfio4j.emulation.DeviceModel";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldServeAModelByItsName() throws IOException {
        assertThat(served("--device", "adder")).endsWith(": 0000:01:00.0 1b36:00f6, as vfio-pci shows it");
        assertThat(served("--device", "io.vfio4j.devices.AdderModel")).contains("1b36:00f6");
        assertThat(served("--device", "sample", "--vfs", "1")).contains("1b36:00f4");
    }

    @Test
    void shouldListTheModelsThatThereAre() {
        assertThat(CliRun.of("serve", "--device", "nonesuch").failure())
                .contains(
                        "--device nonesuch: there is no such device model; there are adder (sums", "sample (a made-up")
                .doesNotContain("declared");
        assertThat(CliRun.of("serve", "--device", "user.Model").failure())
                .contains("there are adder", "declared", "META-INF/services/" + SERVICE);
    }

    @Test
    void shouldSayWhatIsWrongWithADevice() {
        assertThat(CliRun.of("serve", "--device", "adder,lanes=4").failure())
                .isEqualTo("vfio: --device adder: has no option lanes");
        assertThat(CliRun.of("serve", "--device", "adder,lanes").usage()).contains("NAME,KEY=VALUE", "'lanes'");
        assertThat(CliRun.of("serve", "--device", "adder,a=1,a=2").usage()).contains("each KEY once");
        assertThat(CliRun.of("serve", "--device", "adder", "--vfs", "1").failure())
                .contains("no SR-IOV capability");
        assertThat(CliRun.of("serve", "--device", "adder", "--config", "x").usage())
                .contains("--config and --device: give one of them");
        assertThat(CliRun.of("serve", "--class-path", "/no/such").usage())
                .contains("--class-path: no such file or folder: '/no/such'");
        assertThat(CliRun.of("serve", "--module-path", folder.toString()).failure())
                .contains("--module-path: no module there provides " + SERVICE);
    }

    @Test
    void shouldServeAModelOfAClassPath() throws IOException {
        compile(
                "",
                "return io.vfio4j.emulation.function.PciFunction.builder(0x1234, (int) o.number(\"id\", 1, 0, 9));");
        services("user.Model");

        assertThat(served("--class-path", folder.toString(), "--device", "user,id=7"))
                .contains("1234:0007");
        assertThat(served("--class-path", folder.toString(), "--device", "user.Model"))
                .contains("1234:0001");
        assertThat(CliRun.of("serve", "--class-path", folder.toString(), "--device", "user,id=10")
                        .failure())
                .contains("--device user: id must be a number from 0 to 9");
    }

    @Test
    void shouldTellInALineThatAModelIsBroken() throws IOException {
        compile("static { if (true) throw new IllegalStateException(\"no licence\"); }", "return null;");
        services("user.Model", "user.Missing");

        assertThat(CliRun.of("serve", "--class-path", folder.toString(), "--device", "user")
                        .failure())
                .contains("there are adder", "broken: ", "user.Model", "no licence", "user.Missing not found");

        compile("", "throw new UnsupportedOperationException(\"not yet\");");
        services("user.Model");
        assertThat(CliRun.of("serve", "--class-path", folder.toString(), "--device", "user")
                        .failure())
                .contains("--device user: the model is broken: not yet");
    }

    @Test
    void shouldListModelsWhoseDescriptionIsBroken() throws IOException {
        compile("", "return null;");
        Path file = folder.resolve("user/Model.java");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("return \"of a user\";", "throw new IllegalStateException(\"no text\");"));
        javac("-classpath", System.getProperty("java.class.path"));
        services("user.Model");

        assertThat(CliRun.of("serve", "--class-path", folder.toString(), "--device", "nonesuch")
                        .failure())
                .contains("there are adder", "user (broken: no text)");
    }

    /** In a process of its own, because this one has no modules. */
    @Test
    void shouldServeAModelOfAModulePath() throws IOException, InterruptedException {
        List<String> modules = modules();
        assumeTrue(modules.size() > 9, "not built as modules");
        Files.createDirectories(folder.resolve("user"));
        Files.writeString(
                folder.resolve("module-info.java"),
                "module user.models { requires io.vfio4j.all; provides %s with user.Model; }".formatted(SERVICE));
        source("", "return io.vfio4j.emulation.function.PciFunction.builder(0x1234, 1);");
        javac("--module-path", String.join(File.pathSeparator, modules));

        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=io.vfio4j.linux",
                                        "--module-path",
                                        String.join(File.pathSeparator, modules),
                                        "--module",
                                        "io.vfio4j.cli/io.vfio4j.cli.Main"),
                                Stream.of(
                                        "serve",
                                        "--device",
                                        "user",
                                        "--module-path",
                                        folder.toString(),
                                        "--socket",
                                        folder.resolve("s").toString()))
                        .toList())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).contains("1234:0001");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** What the class path of this test has of the project's main classes and of what they need. */
    private static List<String> modules() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        (entry.endsWith("/target/classes") && Files.exists(Path.of(entry, "module-info.class")))
                                || entry.matches(".*/(vfio4j|picocli|jackson-core|jspecify)[^/]*(?<!tests)\\.jar"))
                .toList();
    }

    private String served(String... arguments) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("serve", "--socket", folder.resolve("s").toString()));
        all.addAll(List.of(arguments));
        try (Spawned server = Spawned.start(all.toArray(String[]::new))) {
            return server.line();
        }
    }

    private void services(String... providers) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(SERVICE), List.of(providers));
    }

    private void compile(String member, String body) throws IOException {
        source(member, body);
        javac("-classpath", System.getProperty("java.class.path"));
    }

    private void source(String member, String body) throws IOException {
        Files.createDirectories(folder.resolve("user"));
        Files.writeString(folder.resolve("user/Model.java"), """
                package user;
                import io.vfio4j.emulation.ModelOptions;
                import io.vfio4j.emulation.function.PciFunctionBuilder;
                public class Model implements io.vfio4j.emulation.DeviceModel {
                    %s
                    public String name() { return "user"; }
                    public String description() { return "of a user"; }
                    public PciFunctionBuilder function(ModelOptions o) { %s }
                }
                """.formatted(member, body));
    }

    private void javac(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-proc:none", "-d", folder.toString()));
        try (Stream<Path> sources = Files.walk(folder)) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        int code = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
                .run(null, null, null, arguments.toArray(String[]::new));
        assertThat(code).isZero();
    }
}
