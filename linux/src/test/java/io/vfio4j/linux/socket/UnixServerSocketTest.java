// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import io.vfio4j.linux.file.FileDescriptor;
import io.vfio4j.testing.LeavesNoDescriptor;
import io.vfio4j.testing.Waiting;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeavesNoDescriptor.class)
class UnixServerSocketTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void shouldConnectAndRemoveItsFile() {
        Path path = folder.resolve("socket");
        MemorySegment buffer = Arena.ofAuto().allocate(16);
        DescriptorList none = new DescriptorList();
        try (UnixServerSocket server = UnixServerSocket.listen(path, 1);
                UnixSocket client = UnixSocket.connect(path, 0);
                UnixSocket accepted = server.accept().orElseThrow()) {
            client.send(buffer, 0, 16);
            assertThat(accepted.receive(buffer, 0, 16, none)).isEqualTo(16);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldRefuseAPathThatAServerListensAt() {
        Path path = folder.resolve("socket");
        try (UnixServerSocket server = UnixServerSocket.listen(path, 1)) {
            assertFails(
                    () -> UnixServerSocket.listen(path, 1),
                    Errno.EADDRINUSE,
                    "a server is already listening on " + path);
            assertThat(server.accept()).isPresent().hasValueSatisfying(UnixSocket::close);
        }
    }

    @Test
    void shouldRefuseAFileThatIsNotASocket() throws Exception {
        Path path = Files.writeString(folder.resolve("precious"), "data");
        assertFails(() -> UnixServerSocket.listen(path, 1), Errno.EADDRINUSE, "not a socket");
        assertThat(path).hasContent("data");
    }

    @Test
    void shouldReplaceAStaleSocket() throws Exception {
        Path path = folder.resolve("socket");
        leaveBehind(path);
        assertThat(path).exists();
        try (UnixServerSocket server = UnixServerSocket.listen(path, 1);
                UnixSocket client = UnixSocket.connect(path, 0)) {
            assertThat(server.accept()).isPresent().hasValueSatisfying(UnixSocket::close);
            assertThat(client.descriptor().isOpen()).isTrue();
        }
    }

    @Test
    void shouldLeaveTheFileOfAnotherServerAlone() throws Exception {
        Path path = folder.resolve("socket");
        UnixServerSocket first = UnixServerSocket.listen(path, 1);
        Files.move(path, folder.resolve("moved"));
        try (UnixServerSocket second = UnixServerSocket.listen(path, 1)) {
            first.close();
            assertThat(path).exists();
            assertThat(second.isOpen()).isTrue();
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        Path path = folder.resolve("socket");
        assertFails(() -> UnixSocket.connect(path, 0), Errno.ENOENT, "no such file");
        leaveBehind(path);
        assertFails(() -> UnixSocket.connect(path, 0), Errno.ECONNREFUSED, "no server is listening");
    }

    @Test
    void shouldTimeOutWhenTheServerDoesNotAccept() {
        Path path = folder.resolve("socket");
        try (UnixServerSocket server = UnixServerSocket.listen(path, 0);
                UnixSocket first = UnixSocket.connect(path, 1)) {
            assertFails(() -> UnixSocket.connect(path, 1), Errno.ETIMEDOUT, "does not accept");
            assertThat(first.descriptor().isOpen()).isTrue();
            assertThat(server.isOpen()).isTrue();
        }
    }

    @Test
    void shouldTakePathsOf107Bytes() {
        String name = "x".repeat(107 - folder.toString().length() - 1);
        Path longest = folder.resolve(name);
        UnixServerSocket.listen(longest, 1).close();
        Path tooLong = folder.resolve(name + "y");
        String limit = "a socket's path may have 107 bytes, this one has 108";
        assertFails(() -> UnixServerSocket.listen(tooLong, 1), Errno.ENAMETOOLONG, limit);
        assertFails(() -> UnixSocket.connect(tooLong, 0), Errno.ENAMETOOLONG, limit);
        assertThatThrownBy(() -> UnixSocket.connect(Path.of(""), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("path must not be empty");
    }

    @Test
    void shouldEndAnAcceptThatIsUnderWay() throws Exception {
        UnixServerSocket server = UnixServerSocket.listen(folder.resolve("socket"), 1);
        AtomicReference<Optional<UnixSocket>> accepted = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().name("accepting").start(() -> accepted.set(server.accept()));
        Waiting.untilInNativeCode(thread);
        server.close();
        server.close();
        thread.join();
        assertThat(accepted.get()).isEmpty();
        assertThat(server.accept()).isEmpty();
    }

    private static void leaveBehind(Path path) {
        try (Arena arena = Arena.ofConfined();
                FileDescriptor socket = FileDescriptor.own(SocketCalls.socket(0), "stale")) {
            MemorySegment address = SocketAddress.of(path, "bind", arena);
            assertThat(SocketCalls.bind(socket.number(), address, SocketAddress.SIZEOF))
                    .isZero();
        }
    }

    private static void assertFails(ThrowingCallable action, Errno errno, String detail) {
        assertThatThrownBy(action).isInstanceOfSatisfying(VfioException.class, failure -> {
            assertThat(failure.errno()).isEqualTo(errno);
            assertThat(failure).hasMessageContaining(detail);
        });
    }
}
