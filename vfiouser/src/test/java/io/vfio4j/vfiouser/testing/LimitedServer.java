// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.testing;

import io.vfio4j.vfiouser.server.ServerOptions;
import io.vfio4j.vfiouser.server.VfioUserServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A test device served by a process that may not open many files. */
public final class LimitedServer implements AutoCloseable {
    private final Path folder;
    private final Process process;

    /** Starts one. What it may open includes the JVM's own files. */
    public LimitedServer(int descriptors) throws IOException {
        folder = Files.createTempDirectory("vfio-user");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n %d && exec \"$@\"".formatted(descriptors),
                        "sh",
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LimitedServer.class.getName(),
                        path().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        if (out.readLine() == null) {
            throw new AssertionError("the server did not start");
        }
    }

    public Path path() {
        return folder.resolve("s");
    }

    /** Serves until the standard input ends, as it does when whoever started this has gone. */
    public static void main(String[] arguments) throws IOException {
        try (TestDevice device = new TestDevice();
                VfioUserServer server = VfioUserServer.listen(Path.of(arguments[0]), device, ServerOptions.DEFAULT)) {
            System.out.println(server.address());
            System.in.transferTo(System.out);
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.delete(folder);
    }
}
