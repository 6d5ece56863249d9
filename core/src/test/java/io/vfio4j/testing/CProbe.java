// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks C headers: compiles a program that prints the value of each expression, and runs it. The kernel's headers are
 * those that the lab has unpacked ({@code lab/run --prepare}), else the machine's; the first probe prints which.
 */
public final class CProbe {
    private final List<String> headers;
    private int leastVersion;
    private String struct = "";
    private final Map<String, Long> expected = new LinkedHashMap<>();
    /** For an expression that older headers do not have: a macro that is defined where they do. */
    private final Map<String, String> guards = new LinkedHashMap<>();

    private CProbe(List<String> headers) {
        this.headers = headers;
    }

    /** A probe that includes these headers, for example {@code linux/vfio.h}. */
    public static CProbe including(String... headers) {
        return new CProbe(List.of(headers));
    }

    /** Skips the test with headers of an older kernel, which lack what it asks for. */
    public CProbe sinceLinux(int major, int minor) {
        leastVersion = KernelHeaders.code(major, minor);
        return this;
    }

    /**
     * The value that a C expression must have; one that needs a newer header is guarded with {@link #expectIfDefined}.
     */
    public CProbe expect(String expression, long value) {
        expected.put(expression, value);
        return this;
    }

    /** Names the structure that {@link #size} and {@link #field} are about. */
    public CProbe struct(String name) {
        struct = name;
        return this;
    }

    /** Expects the size of the structure in bytes. */
    public CProbe size(long bytes) {
        return expect("sizeof(struct %s)".formatted(struct), bytes);
    }

    /** Expects where a field is in the structure, in bytes. */
    public CProbe field(String name, long offset) {
        return expect("offsetof(struct %s, %s)".formatted(struct, name), offset);
    }

    /** As {@link #expect}, for a macro that older headers do not have. */
    public CProbe expectIfDefined(String macro, long value) {
        return expectWith(macro, macro, value);
    }

    /** As {@link #expect}, for an expression that headers without a macro do not have either. */
    public CProbe expectWith(String macro, String expression, long value) {
        expected.put(expression, value);
        guards.put(expression, macro);
        return this;
    }

    /** Compiles, runs and compares; skips the test where there is no C compiler. */
    public void verify() throws IOException, InterruptedException {
        assumeTrue(hasCompiler(), "no C compiler (cc) on this machine: ABI numbers are not checked");
        KernelHeaders.Found found = KernelHeaders.found();
        assumeTrue(
                found.version() >= leastVersion,
                () -> "headers of Linux %s are too old to check these ABI numbers: lab/run --prepare brings newer ones"
                        .formatted(found));
        Path folder = Files.createTempDirectory("vfio4j-abi");
        try {
            Path source = Files.writeString(folder.resolve("probe.c"), source());
            Path program = folder.resolve("probe");
            List<String> compile = new ArrayList<>(List.of("cc", "-Wall"));
            compile.addAll(found.options());
            compile.addAll(List.of("-o", program.toString(), source.toString()));
            run(folder, compile.toArray(String[]::new));
            String output = run(folder, program.toString());
            Map<String, Long> actual = new LinkedHashMap<>();
            output.lines().forEach(line -> {
                int tab = line.lastIndexOf('\t');
                actual.put(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
            });
            Map<String, Long> checked = new LinkedHashMap<>(expected);
            checked.keySet().removeIf(expression -> guards.containsKey(expression) && !actual.containsKey(expression));
            assertThat(actual).isEqualTo(checked);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> assertThat(file.toFile().delete()).isTrue());
            }
        }
    }

    private String source() {
        StringBuilder source = new StringBuilder("#define _GNU_SOURCE\n#include <stdio.h>\n#include <stddef.h>\n");
        headers.forEach(header -> source.append("#include <").append(header).append(">\n"));
        source.append("int main(void) {\n");
        expected.keySet().forEach(expression -> {
            String guard = guards.get(expression);
            source.append(guard == null ? "" : "#ifdef " + guard + "\n")
                    .append("printf(\"%s\\t%lld\\n\", \"" + expression + "\", (long long)(" + expression + "));\n")
                    .append(guard == null ? "" : "#endif\n");
        });
        return source.append("return 0;\n}\n").toString();
    }

    static boolean hasCompiler() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cc")));
    }

    static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String text = Files.readString(output);
        assertThat(status).as("%s: %s", String.join(" ", command), text).isZero();
        return text;
    }
}
