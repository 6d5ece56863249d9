// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.cli.testing.CliRun;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadServerTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldTellThatThereIsNoSocket() {
        assertThat(failure(folder.resolve("none"))).contains("/none", "ENOENT", "is the path right");
    }

    @Test
    void shouldTellThatNobodyListens() throws IOException {
        Path left = folder.resolve("left");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(left));
        }

        assertThat(left).exists();
        assertThat(failure(left)).contains("/left", "no server is listening", "vfio serve");
    }

    @Test
    void shouldTellThatAFileIsNoSocket() throws IOException {
        assertThat(failure(Files.writeString(folder.resolve("file"), "x"))).contains("/file: is a file, not a socket");
        assertThat(failure(folder)).contains(folder + ": is a folder, not a socket");
    }

    @Test
    void shouldTellThatTheServerClosesAtOnce() throws IOException, InterruptedException {
        assertThat(failureWith(client -> {})).contains("closed the connection", "its own output");
    }

    @Test
    void shouldTellThatTheServerClosesInTheMiddleOfAMessage() throws IOException, InterruptedException {
        assertThat(failureWith(client -> client.write(ByteBuffer.wrap(new byte[] {0, 0, 1, 0, 16}))))
                .contains("closed the connection", "its own output");
    }

    @Test
    void shouldTellThatTheServerAnswersNonsense() throws IOException, InterruptedException {
        byte[] greeting =
                "SSH-2.0-OpenSSH_9.2p1 Debian, this is not what was asked for\r\n".getBytes(StandardCharsets.US_ASCII);

        assertThat(failureWith(client -> client.write(ByteBuffer.wrap(greeting))))
                .contains("does not speak the vfio-user protocol");
    }

    private interface Behaviour {
        void answer(SocketChannel client) throws IOException;
    }

    /** Probes a server that reads the first message, does this, and closes. */
    private String failureWith(Behaviour behaviour) throws IOException, InterruptedException {
        Path path = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread thread = Thread.ofPlatform().start(() -> {
                try (SocketChannel client = server.accept()) {
                    client.read(ByteBuffer.allocate(4096));
                    behaviour.answer(client);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            String failure = failure(path);
            thread.join();
            return failure;
        }
    }

    private static String failure(Path socket) {
        return CliRun.of("probe", "vfio-user:" + socket).failure();
    }
}
