package io.vfio4j.user;

import io.vfio4j.user.wire.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A test device served on a socket of its own. */
final class ServerFixture implements AutoCloseable {
    final TestDevice device = new TestDevice();
    final VfioUserServer server;
    private final Path folder;

    ServerFixture() {
        this(ServerOptions.DEFAULT);
    }

    ServerFixture(ServerOptions options) {
        try {
            folder = Files.createTempDirectory("vfio-user");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = VfioUserServer.listen(folder.resolve("s"), device, options);
    }

    Path path() {
        return server.path();
    }

    RawClient connect() {
        return RawClient.negotiated(path());
    }

    /** Returns once every client before has been cleaned up after: the server takes one at a time. */
    void settle() {
        try (RawClient next = connect()) {
            next.call(Command.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
        }
    }

    /** How many descriptors are open while one more client is connected and those before it are cleaned up after. */
    int descriptors() {
        try (RawClient next = connect()) {
            next.call(Command.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
            return Leaks.descriptors();
        }
    }

    @Override
    public void close() {
        server.close();
        device.close();
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
