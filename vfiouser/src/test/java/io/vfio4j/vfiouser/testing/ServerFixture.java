// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.vfiouser.testing;

import io.vfio4j.vfiouser.server.ServerOptions;
import io.vfio4j.vfiouser.server.VfioUserServer;
import io.vfio4j.vfiouser.wire.WireCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A test device served on a socket of its own. */
public final class ServerFixture implements AutoCloseable {
    public final TestDevice device = new TestDevice();
    public final VfioUserServer server;
    private final Path folder;

    public ServerFixture() {
        this(ServerOptions.DEFAULT);
    }

    public ServerFixture(ServerOptions options) {
        try {
            folder = Files.createTempDirectory("vfio-user");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = VfioUserServer.listen(path(), device, options);
    }

    public Path path() {
        return folder.resolve("s");
    }

    public RawClient connect() {
        return RawClient.negotiated(path());
    }

    /** Returns once every client before has been cleaned up after: the server takes one at a time. */
    public void settle() {
        try (RawClient next = connect()) {
            next.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
        }
    }

    /** How many descriptors are open while one more client is connected and those before it are cleaned up after. */
    public int descriptors() {
        try (RawClient next = connect()) {
            next.call(WireCommand.DEVICE_RESET, RawClient.payload(0)).requireSuccess();
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
